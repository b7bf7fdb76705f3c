import { openApiCheck } from './openapi-check.js';
import { json, type LabRequest } from '../http/messages.js';

const SPEC = 'jira-cloud/jira-platform-v3.openapi.json';
const { isChecked } = openApiCheck(SPEC, []);
/** Without the vendor's document there is nothing to hold against it; the lab says so by itself. */
const whereSpecIs = isChecked ? it : it.skip;

function request(operation: string, query = '', body?: unknown): LabRequest {
  return {
    method: operation.split(' ')[0] ?? '',
    operation,
    path: operation.split(' ')[1] ?? '',
    params: {},
    query: new URLSearchParams(query),
    headers: {},
    rawBody: body === undefined ? '' : JSON.stringify(body),
    tokenRevoked: false,
    commitAtMost: Infinity,
  };
}

describe('the check against the published contract', () => {
  const messages = (check: ReturnType<typeof openApiCheck>) =>
    check.violations.map(({ side, message }) => `${side}: ${message}`);

  whereSpecIs('finds nothing in exchanges that keep it', () => {
    const check = openApiCheck(SPEC, []);
    check.check(request('GET /rest/api/3/myself'), json(200, { accountId: 'a', active: true }));
    const body = { issueIdsOrKeys: ['1'], fields: ['status'] };
    check.check(request('POST /rest/api/3/issue/bulkfetch', '', body), json(200, { issues: [] }));
    expect(check.violations).toEqual([]);
  });

  whereSpecIs('finds unknown and ill-typed query parameters, bodies and operations', () => {
    const check = openApiCheck(SPEC, []);
    const fine = json(200, {});
    check.check(request('GET /rest/api/3/project/search', 'maxResults=500&colour=red&action=burn'), fine);
    check.check(request('GET /rest/api/3/issuetype/project'), json(200, []));
    check.check(request('POST /rest/api/3/issue/bulkfetch', '', { issueIdsOrKeys: [1], extra: 1 }), fine);
    check.check(request('GET /rest/api/3/nothing'), fine);
    expect(messages(check)).toEqual([
      expect.stringMatching(/query maxResults .*<= 100/),
      'request: query parameter colour is unknown',
      expect.stringMatching(/query action .*allowed values/),
      'request: query parameter projectId is missing',
      expect.stringMatching(/body.*additional properties \(extra\)/),
      expect.stringMatching(/body\/issueIdsOrKeys\/0 must be string/),
      expect.stringMatching(/not in the document/),
    ]);
  });

  whereSpecIs('finds answers that the vendor never gives, but for the tolerated defects', () => {
    const check = openApiCheck(SPEC, [{ status: 415, why: 'test' }]);
    check.check(request('GET /rest/api/3/myself'), json(200, { accountId: 7, nickname: 'x' }));
    check.check(request('GET /rest/api/3/myself'), json(418, {}));
    check.check(request('GET /rest/api/3/myself'), json(415, {}));
    expect(messages(check)).toEqual([
      expect.stringMatching(/answer: 200.*additional properties \(nickname\)/),
      expect.stringMatching(/answer: 200\/accountId must be string/),
      'answer: status 418 is not declared',
    ]);
  });

  whereSpecIs('tolerates single violations where the document is wrong in one place alone', () => {
    const check = openApiCheck(SPEC, [{ messagePattern: /colour is unknown|nickname/, why: 'test' }]);
    check.check(
      request('GET /rest/api/3/myself', 'colour=red&size=1'),
      json(200, { nickname: 'x', active: 1 }),
    );
    expect(messages(check)).toEqual([
      'request: query parameter size is unknown',
      expect.stringMatching(/answer: 200\/active must be boolean/),
    ]);
  });

  const YAML = 'asana/asana_oas.yaml';
  const whereYamlIs = openApiCheck(YAML, []).isChecked ? it : it.skip;

  whereYamlIs('reads YAML, and follows references to parameters, bodies and answers', () => {
    const check = openApiCheck(YAML, []);
    check.check(request('GET /tasks', 'project=1&limit=100&opt_fields=name,notes'), json(200, { data: [] }));
    expect(check.violations).toEqual([]);
    check.check(request('GET /tasks', 'limit=500&opt_fields=name,colour&opt_pretty=perhaps'), json(401, {}));
    check.check(request('POST /tasks', '', { data: { name: 7 } }), json(418, {}));
    expect(messages(check)).toEqual([
      expect.stringMatching(/query limit .*<= 100/),
      expect.stringMatching(/query opt_fields .*1 .*allowed values/),
      expect.stringMatching(/query opt_pretty .*boolean/),
      expect.stringMatching(/body\/data\/name must be string/),
      'answer: status 418 is not declared',
    ]);
  });

  whereYamlIs('reads forms', () => {
    const check = openApiCheck(YAML, []);
    const form = (field: string) => ({
      ...request('POST /attachments'),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      rawBody: `--x\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n12\r\n--x--\r\n`,
    });
    check.check(form('parent'), json(200, { data: { gid: '1' } }));
    expect(check.violations).toEqual([]);
    check.check(form('paront'), json(200, { data: { gid: '1' } }));
    expect(messages(check)).toEqual([expect.stringMatching(/body.* must have required property 'parent'/)]);
  });

  it('is off, and says so, where the document is not there', async () => {
    const before = process.env['DELIVR_VENDOR_SPECS'];
    process.env['DELIVR_VENDOR_SPECS'] = '/nowhere';
    const check = openApiCheck('jira-cloud/absent.json', []);
    if (before === undefined) delete process.env['DELIVR_VENDOR_SPECS'];
    else process.env['DELIVR_VENDOR_SPECS'] = before;
    check.check(request('GET /rest/api/3/nothing'), json(200, {}));
    expect([check.isChecked, check.violations]).toEqual([false, []]);
  });
});
