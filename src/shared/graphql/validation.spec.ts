import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { validateSync, ValidateNested } from 'class-validator';
import {
  ValidateWith,
  ValidateMembersWith,
  textViolation,
  IsSingleLine,
  IsName,
  IsMultilineText,
  NotNull,
  toInvalidInput,
  Trimmed,
  ValidateIfNotNull,
  ValidateIfDefined,
} from './validation.js';

class Inner {
  @IsSingleLine(3)
  line!: string;
}

class Outer {
  @IsName()
  name!: string;

  @ValidateIfNotNull()
  @IsMultilineText(5)
  prose?: string | null;

  @ValidateIfDefined()
  @NotNull()
  @IsName()
  kept?: string;

  @ValidateIfNotNull()
  @Trimmed()
  @ValidateWith('isShort', (value) => ((value as string[]).length > 2 ? 'is too long.' : null))
  @ValidateMembersWith('isOfLetters', (value) =>
    (value as string[]).flatMap((one, index) =>
      /^[a-z]*$/.test(one) ? [] : [{ path: `${index}.text`, message: 'must be letters.' }],
    ),
  )
  list?: string[];

  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner[];
}

function complaints(input: object): readonly object[] {
  const errors = validateSync(plainToInstance(Outer, { name: 'x', ...input }), { stopAtFirstError: false });
  return toInvalidInput(errors).fields;
}

describe('the checks of inputs', () => {
  it('trim names and the members of lists', () => {
    const { name, list } = plainToInstance(Outer, { name: ' a\u00a0', list: [' a ', 'b'] });
    expect([name, list]).toEqual(['a', ['a', 'b']]);
  });

  it('name every complaint by its path from inside the input', () => {
    expect(
      complaints({
        name: '',
        prose: 'too long',
        list: ['a', '1', '2'],
        inner: [{ line: 'ok' }, { line: 'long' }],
      }),
    ).toEqual([
      { path: 'name', message: 'must not be empty.' },
      { path: 'prose', message: 'must have at most 5 characters.' },
      { path: 'list.1.text', message: 'must be letters.' },
      { path: 'list.2.text', message: 'must be letters.' },
      { path: 'inner.1.line', message: 'must have at most 3 characters.' },
    ]);
  });

  it('tell null from absent where null clears nothing', () => {
    expect(complaints({ prose: null, list: null })).toEqual([]);
    expect(complaints({ kept: null })).toEqual([
      { path: 'kept', message: 'cannot be cleared; leave it out to keep it.' },
    ]);
  });
});

describe('a text', () => {
  it.each(['a', 'ü', '😀'.repeat(4), 'a\u00a0b', 'a\u200db'])('may be %j', (text) => {
    expect(textViolation(text, 4)).toBeNull();
  });

  it.each([
    ...[undefined, null, 1, {}, ['a']].map((value) => [value, 'must be text.']),
    ...['', ' ', '\n', '\u00a0\u3000'].map((value) => [value, 'must not be empty.']),
    ...['abcde', '😀'.repeat(5)].map((value) => [value, 'must have at most 4 characters.']),
    ...[
      '\u0000',
      'a\u0000',
      'a\tb',
      'a\nb',
      'a\rb',
      'a\u001bb',
      'a\u007fb',
      'a\u0085b',
      'a\u2028b',
      'a\u2029b',
    ].map((value) => [value, 'must not hold control characters.']),
    ...['a\ud800', '\udc00a', 'a\ud800b'].map((value) => [value, 'must be well-formed Unicode.']),
  ])('cannot be %j', (value, complaint) => {
    expect(textViolation(value, 4)).toBe(complaint);
  });

  it.each(['a\nb', 'a\tb', 'a\r\nb', 'a\u2028b'])('of several lines may be %j', (text) => {
    expect(textViolation(text, 10, true)).toBeNull();
  });

  it.each(['a\u0000b', 'a\u001bb', 'a\u007fb', 'a\u009bb'])(
    'of several lines cannot be %j either',
    (text) => {
      expect(textViolation(text, 10, true)).toBe('must not hold control characters.');
    },
  );
});
