import { chooseLabels, labelRules, namesToLoad } from './linear.labels.rules.js';
import type { LinearLabel } from './linear.schemas.js';

const label = (id: string, name: string, parts: Partial<LinearLabel> = {}): LinearLabel => {
  return { id, name, isGroup: false, parent: null, team: null, ...parts };
};
const known = (...labels: LinearLabel[]) => Map.groupBy(labels, ({ name }) => name.toLowerCase());
const team = { id: 't' };

describe('labels by name', () => {
  it('are found without case, once each, and what is not there is told', () => {
    const chosen = chooseLabels([' Release', 'RELEASE', '', 'ios'], known(label('1', 'release')));
    expect(chosen).toEqual({ ids: ['1'], unknown: ['ios'], violations: [] });
  });

  it('are the team’s own before the workspace’s, and usable ones before others', () => {
    const both = known(label('1', 'a'), label('2', 'A', { team }));
    expect(chooseLabels(['a'], both).ids).toEqual(['2']);
    const retired = known(label('1', 'a'), label('2', 'A', { team, retiredAt: '2030' }));
    expect(chooseLabels(['a'], retired)).toEqual({ ids: ['1'], unknown: [], violations: [] });
  });

  it('are found with their group before them, as Linear shows them', () => {
    const all = known(
      label('g', 'Platform', { isGroup: true }),
      label('1', 'iOS', { parent: { id: 'g', name: 'Platform' } }),
      label('2', 'Other → iOS'),
    );
    expect(chooseLabels(['platform → ios', 'other → iOS'], all)).toMatchObject({ ids: ['1', '2'] });
    expect(chooseLabels(['Platform → web'], all)).toMatchObject({
      ...{ ids: [], unknown: [] },
      violations: [expect.stringContaining('group Platform in Linear has no such label')],
    });
    expect(chooseLabels(['a → b'], all)).toMatchObject({ unknown: ['a → b'], violations: [] });
    expect(namesToLoad(['Platform→iOS', 'a'])).toEqual(['Platform→iOS', 'Platform', 'iOS', 'a']);
  });

  it('are refused where they are groups, retired, or two of one group', () => {
    const all = known(
      label('g', 'Kind', { isGroup: true }),
      label('1', 'Bug', { parent: { id: 'g', name: 'Kind' } }),
      label('2', 'Chore', { parent: { id: 'g', name: 'Kind' } }),
      label('3', 'old', { retiredAt: '2030' }),
    );
    expect(chooseLabels(['kind'], all).violations).toEqual([expect.stringContaining('Kind is a group')]);
    expect(chooseLabels(['OLD'], all).violations).toEqual([expect.stringContaining('old is retired')]);
    expect(chooseLabels(['bug', 'chore'], all).violations).toEqual([
      expect.stringContaining('only one of Bug, Chore'),
    ]);
    expect(chooseLabels(['bug'], all).violations).toEqual([]);
    expect(labelRules([...all.values()].flat())).toEqual({
      unusable: [
        { name: 'Kind', reason: expect.stringContaining('group') },
        { name: 'old', reason: expect.stringContaining('retired') },
      ],
      exclusive: [['Bug', 'Chore']],
    });
  });
});
