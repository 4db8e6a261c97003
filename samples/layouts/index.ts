import { haixiaObserver } from './haixia-observer.ts'
import { harbourGazette } from './harbour-gazette.ts'
import { jiangchengWanbao } from './jiangcheng-wanbao.ts'
import { kangzhi } from './kangzhi.ts'
import type { Layout } from './layout.ts'
import { qingheDaily } from './qinghe-daily.ts'
import { tonglian } from './tonglian.ts'
import { yunfan } from './yunfan.ts'

/** By outlet slug. */
export const layouts: Readonly<Record<string, Layout>> = {
  'haixia-observer': haixiaObserver,
  'harbour-gazette': harbourGazette,
  'jiangcheng-wanbao': jiangchengWanbao,
  kangzhi,
  'qinghe-daily': qingheDaily,
  tonglian,
  yunfan,
}
