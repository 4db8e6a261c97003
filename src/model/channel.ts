/** A subject area that readers browse. Operators may add their own, so it is any slug. */
export type ChannelSlug = string & { readonly __brand: 'ChannelSlug' }

export interface Channel {
  readonly slug: ChannelSlug
  readonly name: { readonly zh: string; readonly zhHant: string; readonly en: string }
  /** The IPTC Media Topic it is mapped to, such as `medtop:04000000`; null where a region, not a topic, defines it. */
  readonly mediaTopic: string | null
}

/** In the order in which navigation shows them. @see https://cv.iptc.org/newscodes/mediatopic/ */
export const channels: readonly Channel[] = [
  channel('domestic', '国内', '國內', 'China', null),
  channel('world', '国际', '國際', 'World', null),
  channel('society', '社会', '社會', 'Society', 'medtop:14000000'),
  channel('politics', '时政', '時政', 'Politics', 'medtop:11000000'),
  channel('finance', '财经', '財經', 'Business', 'medtop:04000000'),
  channel('tech', '科技', '科技', 'Technology', 'medtop:13000000'),
  channel('health', '健康', '健康', 'Health', 'medtop:07000000'),
  channel('education', '教育', '教育', 'Education', 'medtop:05000000'),
  channel('sport', '体育', '體育', 'Sport', 'medtop:15000000'),
  channel('culture', '文娱', '文娛', 'Culture', 'medtop:01000000'),
  channel('hk-mo-tw', '港澳台', '港澳台', 'HK, Macao & Taiwan', null),
  channel('opinion', '评论', '評論', 'Opinion', null),
]

/** @throws {RangeError} if it is not lower-case letters, digits and hyphens. */
export function parseChannelSlug(text: string): ChannelSlug {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text))
    throw new RangeError(`"${text}" is no channel slug, such as hk-mo-tw.`)
  return text as ChannelSlug
}

function channel(slug: string, zh: string, zhHant: string, en: string, mediaTopic: string | null): Channel {
  return { slug: parseChannelSlug(slug), name: { zh, zhHant, en }, mediaTopic }
}
