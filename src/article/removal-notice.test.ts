import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isRemovalNotice } from './removal-notice.ts'

const removed = [
  '该内容已被删除',
  '该内容已被发布者删除',
  '抱歉，该内容已被删除。',
  '文章不存在',
  '您访问的页面不存在或已被删除！',
  '您要查看的文章已下线',
  '此新闻已过期，请返回首页',
  '对不起，您所访问的页面已失效',
  '很抱歉，你要找的頁面不存在',
  '文章已被刪除',
  '內容已移除',
  '404 页面不存在',
  'Page not found',
  '404 – Page not found',
  'This article has been removed.',
  'This article has been removed by the publisher.',
  'Sorry, the page you are looking for does not exist.',
  "We can't find the page you were looking for.",
  'The story you requested is no longer available.',
  'This story was withdrawn.',
  'Article deleted',
  'お探しのページは見つかりませんでした',
  'この記事は削除されました。',
  '指定された記事は存在しません',
  '記事の掲載期間が終了しました',
  '해당 기사는 삭제되었습니다.',
  '요청하신 페이지를 찾을 수 없습니다.',
  'Página no encontrada',
  'La página que busca no existe.',
  'Este artículo ha sido eliminado.',
  'Esta notícia foi removida.',
  'Page introuvable',
  "Cet article n'est plus disponible.",
  'Cette page n’existe pas',
  'Seite nicht gefunden',
  'Dieser Artikel ist leider nicht mehr verfügbar.',
  'Der Artikel wurde gelöscht.',
  'La pagina richiesta non esiste.',
  'Страница не найдена',
  'Статья удалена',
  'Запрашиваемая страница не существует',
  'الصفحة غير موجودة',
  'عذرا، الصفحة التي تبحث عنها غير موجودة',
  'لم يتم العثور على الصفحة',
]

const aboutDeletions = [
  '微博称该内容已被删除，网友质疑平台审查标准',
  '多家媒体关于此事的文章已被删除',
  '记者发现，该文章已被删除，截至发稿时平台未作回应。',
  '平台删除违规内容三万条',
  '本报记者走访发现不少店铺已下线外卖服务',
  'The statue of the founder has been removed from the square.',
  'The article was removed from the newspaper’s website after a court ruled on Monday.',
  'A page not found in any edition turns up at auction',
  'The report was found in an attic',
  'The video was removed from YouTube on Friday',
  'The story has been told many times before.',
  'Page 3 of the treaty was deleted by negotiators',
  'Facebook says deleted posts may be restored',
  '政府のページが削除された問題で、首相が陳謝した',
  '정부가 삭제한 문서를 복구했다',
  'El artículo 155 de la Constitución no existe para él',
  'Cet article de loi a fait débat',
  'Die Seite der Stadt wurde nach dem Angriff wiederhergestellt.',
  'Статья 228 Уголовного кодекса будет изменена',
  'Страница истории перевернута',
]

describe('a page that says that it holds no article any more', () => {
  for (const line of removed) test(line, () => assert.ok(isRemovalNotice(line)))
})

describe('a line of news that speaks of deletions', () => {
  for (const line of aboutDeletions) test(line, () => assert.ok(!isRemovalNotice(line)))
})
