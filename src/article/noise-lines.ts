import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'

/** Lines that stand by themselves anywhere: sharing, font sizes, "advertisement". */
export function isNoise({ block, linkShare, node }: PlacedBlock): boolean {
  if (block.kind === 'figure' || block.kind === 'embed' || block.kind === 'divider') return false
  const text = textOfBlock(block)
  if (block.kind === 'list') return linkShare > 0.7 && block.items.length > 1
  if (isNoiseLine(text)) return true
  if (text.length > 160) return false
  // A label or a place in a list is short and may be a link.
  if (linkShare < (text.length > 24 ? 0.8 : 0.9)) return false
  // A line that is only a link and no sentence points elsewhere.
  return (
    !/[.!?。！？…”"»]$/.test(text) ||
    /^(?:read|lesen|lire|leia|leggi|lees|see|watch|more|mehr|auch|also|related|相关|更多|查看|点击|延伸)/i.test(
      text,
    ) ||
    node.tag === 'li'
  )
}

/** Whether a line is what pages say to their readers everywhere: share, subscribe, advertisement. */
export function isNoiseLine(text: string): boolean {
  return (text.length < 260 && consent.test(text)) || (text.length <= 160 && noise.test(text))
}

/** What stands in place of an embedded post or video until its reader consents. */
const consent =
  /^(?:an dieser stelle (?:findest|finden|befindet)|empfohlener (?:redaktioneller|externer) inhalt|(?:ich bin|sie sind) damit einverstanden|(?:damit|dabei) können personenbezogene|personenbezogene daten können|du kannst ihn dir mit einem klick|externe[rn]? inhalt|(?:this|the) content is (?:hosted|provided) by|to (?:view|see|display) this (?:content|video|post|tweet).{0,40}(?:enable|accept|allow)|allow .{2,20} content\?|this article contains content provided by|link zum .{2,20}-inhalt)/iu

const noise =
  /^(?:[^\p{L}\p{N}]*|adverts?|advertise?ment|sharing is caring.*|this slideshow requires javascript.*|subscribe|see more:.*|don['’]t miss:?|must read:?.*|anzeige|werbung|publicit[éà]|publicidad|reklama?|реклама|广告|廣告|story continues (?:below|after).*|article continues (?:below|after).*|share(?: this.*| on.*|d)?|tweet|email|print|facebook|twitter|whatsapp|linkedin|copy link|comments?|\d+ comments?|save|loading\.*|\d*人参与.{0,20}|分享(?:到|至)?[:：]?.{0,40}|字号[:：]?.{0,20}|字體[:：]?.{0,20}|字体[:：]?.{0,20}|[大中小 ]{1,6}|a[+-]?|打印.{0,6}|收藏.{0,6}|(?:点击)?(?:展开|收起)(?:全文|更多)?|(?:查看|显示)(?:全文|全部|更多)|.{0,30}(?:手机报|短信|彩信).{0,40}发.{0,20}到 ?\d{5,}.{0,100}|.{2,8}手机版 ?[\w./:]{0,30}|纠错|【?纠错】?|我要(?:纠错|评论|分享).*|放大.{0,4}|关闭|点击(?:查看|进入|播放|图片).{0,30}|扫(?:一扫|码|描).{0,40}|(?:图片|视频)加载中.*|read more.*|see also.*|lesen sie (?:auch|mehr).*|lire aussi.*|à lire.*|leer (?:también|más).*|leggi anche.*|lees ook.*|les også.*|läs (?:också|mer).*|czytaj (?:też|także|więcej).*|читайте (?:также|еще).*|читать также.*|mehr zum thema.*|sign up.{0,80}newsletter.*|subscribe (?:to|now).*|follow us.*|click here to.*|related(?: \w{3,12}:| articles| stories| content|:).*|.{0,90}(?:sign(?:ing)? up|subscrib\w{1,4}) (?:to|for) .{0,50}newsletters?[.!]?|(?:get|enjoy) (?:unlimited |full )?access to .{0,110}|get .{2,50} delivered (?:to|through|straight) .{0,90}|click here for more.{0,40}|(?:our|these) .{0,40}may earn (?:a|us a) commission.{0,60}|recommended(?: for you|:)?.*|watch:? .{0,80}|photo:.{0,60}|(?:image|picture) (?:credit|source):?.{0,60}|caption|view larger image|be the first to comment.*|\d+\s*min(?:ute)?s?\.?(?:\s*(?:read|lesezeit|lesedauer|de lecture|di lettura|de lectura))?|.{0,40}(?:aufklappen|zuklappen)|zobacz (?:wideo|też|także).*|w tym artykule dowiesz się.*|zgłoś błąd.*|źródło artykułu.*)$/iu
