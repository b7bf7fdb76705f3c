import { checkAddressForm } from './address-guard.rules.js';
import { parseAllowedHosts } from './allowed-hosts.js';

describe('the list of allowed hosts', () => {
  it('allows a name on the default ports, or on the given one', () => {
    const hosts = parseAllowedHosts(' Jira.Corp , wiki.corp:8080,, bücher.corp ');
    expect(hosts.allowsName('jira.corp', 443)).toBe(true);
    expect(hosts.allowsName('JIRA.corp.', 80)).toBe(true);
    expect(hosts.allowsName('jira.corp', 9000)).toBe(false);
    expect(hosts.allowsName('wiki.corp', 8080)).toBe(true);
    expect(hosts.allowsName('wiki.corp', 443)).toBe(false);
    expect(hosts.allowsName('sub.jira.corp', 443)).toBe(false);
    expect(hosts.allowsName('xn--bcher-kva.corp', 443)).toBe(true);
    expect(hosts.hasRanges).toBe(false);
  });

  it('allows addresses and ranges, in whatever form the address comes', () => {
    const hosts = parseAllowedHosts('10.0.0.0/8,192.168.1.5:8443,[fd00::1]:443,fd00:2::/32,0x7f.1');
    expect(hosts.allowsAddress('10.200.0.1', 1)).toBe(true);
    expect(hosts.allowsAddress('::ffff:10.200.0.1', 1)).toBe(true);
    expect(hosts.allowsAddress('11.0.0.1', 1)).toBe(false);
    expect(hosts.allowsAddress('192.168.1.5', 8443)).toBe(true);
    expect(hosts.allowsAddress('192.168.1.5', 443)).toBe(false);
    expect(hosts.allowsAddress('fd00:0::1', 443)).toBe(true);
    expect(hosts.allowsAddress('fd00:2:ffff::1', 80)).toBe(true);
    expect(hosts.allowsAddress('127.0.0.1', 80)).toBe(true);
  });

  it('says which ranges are about as large as the internet', () => {
    const text = '0.0.0.0/0,10.0.0.0/8,8.0.0.0/7,::/0,fd00::/16,jira.corp,127.0.0.1';
    expect(parseAllowedHosts(text).wideNetworks).toEqual(['0.0.0.0/0', '8.0.0.0/7', '::/0']);
  });

  it('lets nobody try the other ports of a host that stands there without one', () => {
    const allowed = parseAllowedHosts('jira.corp,localhost,192.168.1.5');
    for (const address of ['http://jira.corp:9000', 'http://localhost:22', 'https://192.168.1.5:8443'])
      expect(checkAddressForm(address, allowed)).toMatch(/another port.*as host:port/);
    for (const address of ['http://jira.corp', 'https://localhost', 'http://192.168.1.5'])
      expect(checkAddressForm(address, allowed)).toBeNull();
  });

  it.each([
    'https://jira.corp',
    'jira.corp/path',
    'jira.corp:0',
    'jira.corp:65536',
    'jira.corp:port',
    '*.corp',
    'user@corp',
    '10.0.0.0/33',
    '10.0/8',
    '10.0.0.0/8:443',
    '::ffff:10.0.0.0/104',
    '[fd00::1',
    '[corp]',
    'a b',
  ])('names the bad entry "%s"', (entry) => {
    expect(() => parseAllowedHosts(`good.corp,${entry}`)).toThrow(`"${entry}" is neither host[:port]`);
  });
});

describe('an address that somebody typed', () => {
  const none = parseAllowedHosts('');

  it.each(['https://tracker.example.com', 'https://tracker.example.com:8443/jira/', 'https://1.1.1.1'])(
    'is fine as %s',
    (address) => expect(checkAddressForm(address, none)).toBeNull(),
  );

  it.each([
    ['tracker.example.com', /such as https/],
    ['ftp://tracker.example.com', /such as https/],
    ['javascript:alert(1)', /such as https/],
    ['https://user:pass@tracker.example.com', /user name or password/],
    ['https://tracker.example.com/?a=1', /query or a fragment/],
    ['https://tracker.example.com/#', /query or a fragment/],
    ['http://tracker.example.com', /^tracker\.example\.com must be reached over https\.$/],
    ['https://localhost', /private address/],
    ['https://a.localhost.', /private address/],
    ['https://2130706433', /private address/],
    ['https://[::ffff:7f00:1]', /private address/],
  ])('is refused as %s', (address, words) => expect(checkAddressForm(address, none)).toMatch(words));

  it('may be private and without TLS where the host is allowed', () => {
    const allowed = parseAllowedHosts('localhost:8080,10.0.0.0/8');
    expect(checkAddressForm('http://localhost:8080', allowed)).toBeNull();
    expect(checkAddressForm('http://10.1.1.1', allowed)).toBeNull();
    expect(checkAddressForm('https://192.168.0.1', allowed)).toMatch(/private address/);
  });

  it('is left to the resolver where ranges are allowed', () => {
    expect(checkAddressForm('http://jira.corp', parseAllowedHosts('10.0.0.0/8'))).toBeNull();
  });
});
