import { ValidateMembersWith } from './validation.js';

/** A list with at least one member, and none twice: each repetition is complained about where it stands. */
export const IsDistinctList = () =>
  ValidateMembersWith('isListOfDistinct', (value) => {
    if (!Array.isArray(value) || value.length === 0)
      return [{ path: '', message: 'must name at least one.' }];
    return value.flatMap((member: unknown, index) =>
      value.indexOf(member) === index
        ? []
        : [{ path: String(index), message: `${String(member)} is in the list already.` }],
    );
  });
