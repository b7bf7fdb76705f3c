import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { CORE_SCHEMA, load } from 'js-yaml';
import { vendorSpec } from './vendor-specs.js';

/** What is wrong with a value, each with its place; empty where nothing is. */
type Check = (value: unknown) => string[];

interface QueryParameter {
  readonly isRequired: boolean;
  readonly problems: (values: readonly string[]) => string[];
}

export interface OperationContract {
  readonly queryParameters: ReadonlyMap<string, QueryParameter>;
  /** Null where the operation takes none. */
  readonly body: Check | null;
  readonly answers: ReadonlyMap<string, { readonly validate: Check | null }>;
}

export interface OpenApi {
  /** `POST /rest/api/3/issue`; null where the document does not know it. */
  operation(name: string): OperationContract | null;
}

interface Reference {
  readonly $ref: string;
}

interface RawParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
}

type RawContent = Readonly<Record<string, { readonly schema?: object }>>;

interface RawOperation {
  readonly parameters?: readonly (RawParameter | Reference)[];
  readonly requestBody?: { readonly content: RawContent } | Reference;
  readonly responses: Readonly<Record<string, { readonly content?: RawContent } | Reference>>;
}

interface RawDocument {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, RawOperation>> & Pick<RawOperation, 'parameters'>>
  >;
}

/** A place in the document: the names on the way there. */
type Place = readonly string[];

const loaded = new Map<string, OpenApi | null>();

/**
 * Parsed once per process and when first used, like the schemas of its operations: the documents are megabytes, and not
 * every lab that could be checked is called.
 */
export function loadOpenApi(specName: string): OpenApi | null {
  const known = loaded.get(specName);
  if (known !== undefined) return known;
  const text = vendorSpec(specName);
  const document = text === null ? null : new OpenApiDocument(() => parsed(specName, text));
  loaded.set(specName, document);
  return document;
}

function parsed(specName: string, text: string): RawDocument {
  // The core schema leaves dates as they are written, as JSON would.
  const isYaml = /\.ya?ml$/.test(specName);
  return withNullsSpelt(isYaml ? load(text, { schema: CORE_SCHEMA }) : JSON.parse(text)) as RawDocument;
}

/** `nullable` without a type means what it says to people, and nothing to a validator. */
function withNullsSpelt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullsSpelt);
  if (typeof value !== 'object' || value === null) return value;
  const spelt = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withNullsSpelt(one)]));
  if (spelt['nullable'] !== true || 'type' in spelt) return spelt;
  const { nullable: _, ...schema } = spelt;
  return { anyOf: [schema, { enum: [null] }] };
}

class OpenApiDocument implements OpenApi {
  private readonly compiled = new Map<string, OperationContract | null>();
  private parsed: RawDocument | null = null;
  private strict: Ajv | null = null;
  private lenient: Ajv | null = null;

  constructor(private readonly parse: () => RawDocument) {}

  private get document(): RawDocument {
    return (this.parsed ??= this.parse());
  }

  private get ajv(): Ajv {
    return (this.strict ??= this.newAjv(false));
  }

  private get coercing(): Ajv {
    return (this.lenient ??= this.newAjv(true));
  }

  operation(name: string): OperationContract | null {
    const known = this.compiled.get(name);
    if (known !== undefined) return known;
    const [method = '', template = ''] = name.split(' ');
    const verb = method.toLowerCase();
    const raw = this.document.paths[template]?.[verb];
    const contract = raw ? this.contractOf(raw, ['paths', template], verb) : null;
    this.compiled.set(name, contract);
    return contract;
  }

  private contractOf(raw: RawOperation, item: Place, verb: string): OperationContract {
    const path = [...item, verb];
    const parameters = [item, path].flatMap((owner) => this.queryParameters(owner));
    const body = raw.requestBody ? this.requestBody([...path, 'requestBody']) : null;
    const answers = Object.keys(raw.responses).map((status) => {
      const schema = this.jsonSchema([...path, 'responses', status]);
      return [status, { validate: schema && this.check(this.ajv, schema) }] as const;
    });
    return { queryParameters: new Map(parameters), body, answers: new Map(answers) };
  }

  /** Of one operation, or of all operations of an address. */
  private queryParameters(owner: Place): [string, QueryParameter][] {
    const { parameters = [] } = this.at<Pick<RawOperation, 'parameters'>>(owner);
    return parameters.flatMap((_, index) => {
      const place = this.resolved([...owner, 'parameters', String(index)]);
      const { name, in: where, required, schema } = this.at<RawParameter>(place);
      if (where !== 'query') return [];
      const check = this.check(this.coercing, [...place, 'schema']);
      const isList = schema?.type === 'array';
      const problems = (values: readonly string[]) =>
        check({ value: isList ? values.flatMap((value) => value.split(',')) : (values[0] ?? '') });
      return [[name, { isRequired: required ?? false, problems }]];
    });
  }

  /** Of a form, its fields: all of them texts. */
  private requestBody(unresolved: Place): Check {
    const place = this.resolved(unresolved);
    const { content } = this.at<{ readonly content: RawContent }>(place);
    const type = 'application/json' in content ? 'application/json' : (Object.keys(content)[0] ?? '');
    const ajv = type === 'application/json' ? this.ajv : this.coercing;
    const check = this.check(ajv, [...place, 'content', type, 'schema']);
    return ajv === this.ajv ? check : (value) => check({ value });
  }

  /** Null where it may be anything. */
  private jsonSchema(unresolved: Place): Place | null {
    const place = this.resolved(unresolved);
    const { content } = this.at<{ readonly content?: RawContent }>(place);
    const hasSchema = content?.['application/json']?.schema !== undefined;
    return hasSchema ? [...place, 'content', 'application/json', 'schema'] : null;
  }

  /** Where a reference, or a chain of them, leads to. */
  private resolved(place: Place): Place {
    const value = this.at<Partial<Reference>>(place);
    if (!value.$ref) return place;
    return this.resolved(value.$ref.replace(/^#\//, '').split('/').map(unescapePointer));
  }

  private at<T>(place: Place): T {
    return place.reduce<unknown>(
      (value, name) => (value as Record<string, unknown>)[name],
      this.document,
    ) as T;
  }

  /** Compiles when first called. The coercing kind takes `{value}`, since only members can be coerced. */
  private check(ajv: Ajv, path: Place): Check {
    const schema = { $ref: `document#/${path.map(escapePointer).join('/')}` };
    let validate: ValidateFunction | null = null;
    return (value) => {
      validate ??= ajv.compile(
        ajv === this.coercing ? { type: 'object', properties: { value: schema } } : schema,
      );
      if (validate(value)) return [];
      const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const extra = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
        return `${instancePath} ${message}${extra}`;
      });
      // A part that several schemas share reports its problem once per schema.
      return [...new Set(problems)];
    };
  }

  private newAjv(coerceTypes: boolean): Ajv {
    const ajv = new Ajv({
      strict: false,
      validateSchema: false,
      allErrors: true,
      coerceTypes,
      logger: false,
    });
    addFormats.default(ajv);
    return ajv.addSchema(this.document, 'document');
  }
}

/** JSON pointer in a URI fragment. */
function escapePointer(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function unescapePointer(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
