import { dueTimeOf } from './clickup.dates.js';

describe('a day without a time, as ClickUp is sent it', () => {
  const ZONES = [
    ...['Asia/Kamchatka', 'Pacific/Auckland', 'Pacific/Tongatapu', 'Pacific/Kiritimati', 'Pacific/Chatham'],
    ...['Etc/UTC', 'America/New_York', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'Etc/GMT+12'],
  ];
  it.each(ZONES)('is that day in %s, in summer and winter', (timeZone) => {
    for (const day of ['2031-01-01', '2031-02-28', '2031-04-06', '2031-07-01', '2031-09-28', '2032-02-29']) {
      const shown = new Intl.DateTimeFormat('sv', { timeZone }).format(dueTimeOf(day, timeZone));
      expect(shown).toBe(day);
    }
  });

  it.each(['Etc/UTC', 'Europe/Berlin', 'America/Los_Angeles', null, 'Nowhere/Atall'])(
    'is noon UTC for an account in %s, which is that day nearly everywhere',
    (timeZone) => expect(dueTimeOf('2031-02-28', timeZone)).toBe(Date.UTC(2031, 1, 28, 12)),
  );
});
