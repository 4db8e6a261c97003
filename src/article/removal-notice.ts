import type { Segment } from './page-text.ts'

/**
 * Whether a page says of itself that what it held is gone, with whatever status it was answered. Only notices count: at
 * the start of a line, about this very page, in front of any running text. An article about a deletion has none, also
 * where it quotes one.
 *
 * @param titles What the page calls itself, such as its `title` and its heading.
 */
export function saysRemoved(titles: readonly (string | null)[], segments: readonly Segment[]): boolean {
  const names = titles.flatMap((title) =>
    (title ?? '').slice(0, titleCharsMax).split(/\s*[|_]\s*|\s+[–—-]\s+/),
  )
  if (names.some(isWholeNotice)) return true
  for (const { text, weight, linkWeight } of segments.slice(0, segmentsMax)) {
    if (text.length <= noticeCharsMax && text.split('\n').some(isRemovalNotice)) return true
    if (weight > runningTextWeight && linkWeight < 0.3 * weight) return false
  }
  return false
}

/** Whether a line begins with such a notice: `抱歉，该内容已被删除。`, `This article has been removed.` */
export function isRemovalNotice(line: string): boolean {
  const bare = line.slice(0, noticeCharsMax).replace(apology, '').trimStart()
  return notices.some((notice) => notice.test(bare))
}

/** A title that is nothing else: one that goes on, `此内容已被删除：……`, is a headline. */
function isWholeNotice(title: string): boolean {
  return title.length <= 60 && isRemovalNotice(title) && !/[:：“"「『]/.test(title)
}

const titleCharsMax = 300
const segmentsMax = 60
const noticeCharsMax = 240
/** Behind a paragraph of this weight nothing is a notice any more. */
const runningTextWeight = 160

const apology =
  /^[\s\p{P}\p{S}]*(?:(?:404|410)\b[\s\p{P}]*)?(?:(?:error|错误|錯誤|提示|温馨提示|oops|whoops|(?:we(?:'|’)re |we are )?(?:very )?sorry|unfortunately|(?:很|非常|十分)?(?:抱歉|对不起|對不起|遗憾|遺憾)|申し訳(?:ございません|ありません)|죄송합니다|lo sentimos|désolé|leider|entschuldigung|desculpe|spiacenti|извините|к сожалению|عذرا|عذرًا)[\s\p{P}]*){0,2}/iu

/** How a notice ends: a line, a clause, or with what else may have happened. */
const end = String.raw`(?=$|[\s\p{P}]|或|并|且|了)`

const notices: readonly RegExp[] = [
  // Chinese: "the article (that you look for) was deleted", "the article does not exist".
  `^(?:(?:您|你)(?:所|要|想要?|正在)?(?:访问|訪問|查看|浏览|瀏覽|请求|請求|寻找|尋找|查找|找)的?|该|該|此|本|这(?:篇|条|个)|這(?:篇|則|個)|当前|相关)?(?:内容|內容|文章|文档|页面|頁面|网页|網頁|新闻|新聞|帖子|信息|資訊|链接|連結|稿件|报道|報導|视频|影片)(?:地址)?(?:可能|或许)?(?:已经|已經|已|不|暂)?(?:被|经)?(?:作者|发布者|管理员)?(?:删除|刪除|移除|下线|下線|下架|失效|撤销|撤稿|过期|過期|屏蔽|存在)${end}`,
  // English.
  String.raw`^(?:this|the|that) (?:article|story|page|post|content|item|report|news|document|video)(?:,? (?:that )?(?:you(?:(?:'|’)re| are| were|(?:'|’)ve| have)? ?(?:looking for|tr(?:ying|ied) to (?:access|view|reach|open)|requested|want(?:ed)?)))?,? (?:(?:has|have|may have|might have|could have) been|was|is|has|does|could|can|might|may|cannot|can(?:'|’)t|couldn(?:'|’)t|doesn(?:'|’)t)? ?(?:either )?(?:not |no longer |be |been )*(?:removed|deleted|withdrawn|taken down|unpublished|expired|exist|exists|available|found)${end}(?! (?:from|by|after|because|in|on|as|to|that|for|at|with)\b(?! (?:our|this|the (?:site|website|server|publisher|author|editor))))`,
  `^(?:page|article|story|content|document|post) (?:not found|does not exist|no longer (?:exists|available)|(?:has been |was |is )?(?:removed|deleted|unavailable))(?=$|[.!|:,]| [-–—])`,
  `^(?:we (?:can(?:'|’)t|cannot|couldn(?:'|’)t|could not)(?: seem to)? find) (?:the|this|that) (?:page|article|story|content)`,
  // Japanese, Korean.
  `^(?:(?:お探し|ご指定|ご覧|こ)の|(?:ご覧になろうとしている|アクセスしようとした|指定された))?(?:ページ|記事|コンテンツ|ニュース)は?(?:、)?(?:すでに|既に)?(?:が)?(?:(?:削除|移動|公開終了|掲載(?:期間)?(?:を|が)?終了)(?:または[^、。]{1,12})?(?:され|し)(?:た|まし|てい)|(?:見つかり|存在し|存在致し|ご覧いただけ)ません|(?:の)?(?:公開|掲載)(?:期間)?(?:が|は|を)(?:終了|過ぎ))`,
  `^(?:(?:요청하신|찾으시는|해당|이|본|접근하신) ?)?(?:페이지|기사|게시물|콘텐츠|문서|뉴스)(?:가|이|는|은|를|을)? ?(?:이미 )?(?:삭제(?:되었|된|됐)|존재하지 않|찾을 수 없|없습니다)`,
  // Spanish, Portuguese, French, German, Italian.
  `^(?:(?:la|esta|este|el) )?(?:página|artículo|noticia|contenido)(?: que (?:busca|buscas|está buscando|estás buscando|solicitó))? (?:no (?:existe|encontrad[ao]|se (?:encuentra|encontró|ha encontrado)|está disponible)|ya no (?:existe|está disponible)|(?:ha sido|fue) (?:eliminad|retirad|borrad)[ao])${end}`,
  `^(?:(?:a|esta|este|o) )?(?:página|artigo|notícia|conteúdo|matéria)(?: que (?:procura|você procura|está procurando))? (?:não (?:existe|encontrad[ao]|foi encontrad[ao]|está disponível)|(?:foi) (?:removid|excluíd)[ao])${end}`,
  `^(?:(?:la|cette|cet|le|l['’]|ce) ?)?(?:page|article|contenu)(?: que vous (?:cherchez|recherchez|demandez)| demandée?)? (?:(?:est )?introuvable|n['’]existe (?:pas|plus)|n['’]est (?:plus|pas) disponible|a été (?:supprimée?|retirée?)|non trouvée?)${end}`,
  `^(?:(?:die|diese[rs]?|der|das) )?(?:(?:von ihnen )?(?:gesuchte|angeforderte|aufgerufene)r? )?(?:seite|artikel|beitrag|inhalt)(?: (?:konnte|wurde|ist|existiert|steht))?(?: leider)?(?: nicht (?:gefunden|mehr verfügbar|mehr vorhanden|mehr)| gelöscht| entfernt| nicht mehr zur verfügung)`,
  `^(?:(?:la|questa|il|questo|l['’]) ?)?(?:pagina|articolo|contenuto)(?: (?:richiest[ao]|che cerchi|cercat[ao]))? (?:non (?:trovat[ao]|esiste|è (?:più )?disponibile)|(?:è stat[ao]) (?:rimoss|eliminat|cancellat)[ao])${end}`,
  // Russian, Arabic.
  `^(?:(?:запрашиваемая|эта|данная|запрошенная|данный|этот) (?:вами )?)?(?:страница|статья|публикация|новость|материал|запись)(?:,? которую вы ищете,?)? (?:не (?:найден[ао]?|существует)|(?:был[ао]? )?(?:удал[её]н[ао]?|снят[ао]? с публикации)|больше не (?:существует|доступ))`,
  `^(?:(?:هذا|هذه) )?(?:الصفحة|المقال|المقالة|الخبر|المحتوى|صفحة)(?: التي تبحث عنها| المطلوبة| الذي تبحث عنه| المطلوب)? (?:غير (?:موجودة?|متوفرة?|متاحة?)|(?:تم|لقد تم) (?:حذفها?|إزالتها?)|(?:محذوفة?)|لم يعد)`,
  `^(?:لم يتم العثور على|تم حذف) (?:هذه |هذا )?(?:الصفحة|المقال|المقالة|الخبر|المحتوى)`,
].map((source) => new RegExp(source, 'iu'))
