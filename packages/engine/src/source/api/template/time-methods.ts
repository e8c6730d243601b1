import { DateOnly, type Datetime, type Duration, dateOf, fromParts, inUtc, partsOf } from '../datetime/datetime.ts'
import { formatDatetime, isoFormat } from '../datetime/format-datetime.ts'
import { type Method, optionalText, text, whole } from './method.ts'
import { pyFloat, TemplateError } from './python-value.ts'

/** Methods of Python's `datetime`. */
export const datetimeMethods: Record<string, Method<Datetime>> = {
  strftime: (self, [format]) => formatDatetime(self, text(format)),
  isoformat: (self, [separator]) => isoFormat(self, optionalText(separator) ?? 'T'),
  timestamp: (self) => pyFloat(self.ms / 1000 + self.us / 1e6),
  date: (self) => dateOf(self),
  weekday: (self) => partsOf(self).weekday,
  isoweekday: (self) => partsOf(self).weekday + 1,
  astimezone: (self) => inUtc(self),
  replace: (self, _args, named) => {
    const parts = { ...partsOf(self) } as Record<string, number>
    for (const [key, value] of Object.entries(named)) if (key in parts) parts[key] = Number(value)
    const made = fromParts(parts as never, 'tzinfo' in named && named['tzinfo'] === null ? null : self.offsetMinutes)
    if (!made) throw new TemplateError('there is no such time')
    return made
  },
  total_seconds: (self) => pyFloat(self.ms / 1000),
}

/** Methods of Python's `date`. */
export const dateMethods: Record<string, Method<DateOnly>> = {
  strftime: (self, [format]) => formatDatetime(self, text(format)),
  isoformat: (self) => isoFormat(self),
  weekday: (self) => partsOf(self).weekday,
  isoweekday: (self) => partsOf(self).weekday + 1,
  replace: (self, _args, named) =>
    new DateOnly(whole(named['year'], self.year), whole(named['month'], self.month), whole(named['day'], self.day)),
}

/** Methods of Python's `timedelta`. */
export const durationMethods: Record<string, Method<Duration>> = {
  total_seconds: (self) => pyFloat(self.us / 1e6),
}
