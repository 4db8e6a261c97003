/**
 * What widely known outlets are called, by their domain: national agencies, broadcasters, papers and portals, as any
 * directory of the press lists them. It is weighed as one witness among others, and only it can tell where a page
 * names itself by nothing but its address. Whoever is missing here is read from the page.
 */
const outlets = `
people.com.cn 人民网|people.cn 人民网|xinhuanet.com 新华网|news.cn 新华网|cctv.com 央视网|cntv.cn 央视网|cnr.cn 央广网
cri.cn 国际在线|chinanews.com 中国新闻网|chinanews.com.cn 中国新闻网|china.com.cn 中国网|chinadaily.com.cn 中国日报网
gmw.cn 光明网|youth.cn 中国青年网|cyol.com 中青在线|ce.cn 中国经济网|huanqiu.com 环球网|globaltimes.cn Global Times
taiwan.cn 中国台湾网|81.cn 中国军网|legaldaily.com.cn 法治网|jcrb.com 正义网|gov.cn 中国政府网|workercn.cn 中工网
china.com 中华网|haiwainet.cn 海外网|rmzxb.com.cn 人民政协网|stdaily.com 中国科技网|cnwomen.com.cn 中国妇女网
qq.com 腾讯网|163.com 网易|sina.com.cn 新浪网|sina.cn 新浪网|sina.com 新浪网|sohu.com 搜狐|ifeng.com 凤凰网
baidu.com 百度|baijiahao.baidu.com 百家号|mbd.baidu.com 百家号|toutiao.com 今日头条|weibo.com 微博|zhihu.com 知乎
douban.com 豆瓣|bilibili.com 哔哩哔哩|mp.weixin.qq.com 微信公众平台|jianshu.com 简书|csdn.net CSDN|blogchina.com 博客中国
cn.yahoo.com 雅虎中国|yahoo.com.cn 雅虎中国|tianya.cn 天涯社区|tom.com TOM网|hexun.com 和讯网|eastmoney.com 东方财富网
jrj.com.cn 金融界|cnfol.com 中金在线|stcn.com 证券时报网|cs.com.cn 中证网|cnstock.com 中国证券网|yicai.com 第一财经
caixin.com 财新网|caijing.com.cn 财经网|21jingji.com 21世纪经济报道|nbd.com.cn 每日经济新闻|eeo.com.cn 经济观察网
jiemian.com 界面新闻|cls.cn 财联社|wallstreetcn.com 华尔街见闻|36kr.com 36氪|huxiu.com 虎嗅|tmtpost.com 钛媒体
ithome.com IT之家|cnbeta.com cnBeta|zol.com.cn 中关村在线|pconline.com.cn 太平洋电脑网|it168.com IT168|geekpark.net 极客公园
thepaper.cn 澎湃新闻|guancha.cn 观察者网|infzm.com 南方周末|southcn.com 南方网|nfnews.com 南方Plus|oeeo.com 南方都市报
bjnews.com.cn 新京报|qianlong.com 千龙网|bjd.com.cn 北京日报|ynet.com 北青网|takefoto.cn 北京晚报|eastday.com 东方网
jfdaily.com 上观新闻|shobserver.com 上观新闻|xinmin.cn 新民网|whb.cn 文汇报|kankanews.com 看看新闻|zjol.com.cn 浙江在线
hangzhou.com.cn 杭州网|cnnb.com.cn 中国宁波网|jschina.com.cn 中国江苏网|yangtse.com 扬子晚报网|xhby.net 新华报业网
dzwww.com 大众网|iqilu.com 齐鲁网|qlwb.com.cn 齐鲁晚报网|qingdaonews.com 青岛新闻网|hebnews.cn 河北新闻网|sxrb.com 山西日报
cnhubei.com 荆楚网|cjn.cn 长江网|rednet.cn 红网|voc.com.cn 华声在线|dahe.cn 大河网|hnr.cn 映象网|jxnews.com.cn 大江网
fjsen.com 东南网|fznews.com.cn 福州新闻网|anhuinews.com 中安在线|gxnews.com.cn 广西新闻网|hinews.cn 南海网
scol.com.cn 四川在线|newssc.org 四川新闻网|thecover.cn 封面新闻|cqnews.net 华龙网|gog.cn 多彩贵州网|yunnan.cn 云南网
yndaily.com 云南日报网|cnwest.com 西部网|hsw.cn 华商网|gscn.com.cn 中国甘肃网|nxnews.net 宁夏新闻网|tianshannet.com 天山网
ts.cn 天山网|nmgnews.com.cn 内蒙古新闻网|lnd.com.cn 北国网|nen.com.cn 东北新闻网|dbw.cn 东北网|hlj.net 东北网
cnjiwang.com 中国吉林网|tibet.cn 中国西藏网|enorth.com.cn 北方网|ycwb.com 金羊网|dayoo.com 大洋网|sznews.com 深圳新闻网
zaobao.com 联合早报|zaobao.com.sg 联合早报|8world.com 8视界|sinchew.com.my 星洲日报|chinapress.com.my 中国报|orientaldaily.com.my 东方日报
udn.com 聯合新聞網|chinatimes.com 中時新聞網|ltn.com.tw 自由時報|cna.com.tw 中央社|ettoday.net ETtoday新聞雲|setn.com 三立新聞網
tvbs.com.tw TVBS新聞網|storm.mg 風傳媒|newtalk.tw 新頭殼|nownews.com NOWnews今日新聞|pts.org.tw 公視新聞網|rti.org.tw 中央廣播電臺
mingpao.com 明報|hk01.com 香港01|on.cc on.cc東網|orientaldaily.on.cc 東方日報|singtao.com 星島日報|stheadline.com 星島頭條
hket.com 香港經濟日報|hkej.com 信報|rthk.hk 香港電台|am730.com.hk am730|takungpao.com 大公網|wenweipo.com 香港文匯網
tkww.hk 大公文匯網|dotdotnews.com 點新聞|initium.com 端傳媒|theinitium.com 端傳媒|scmp.com South China Morning Post
rfi.fr RFI|bbc.com BBC|bbc.co.uk BBC|dw.com DW|voachinese.com 美国之音|rfa.org 自由亚洲电台|ftchinese.com FT中文网
reuters.com Reuters|apnews.com AP News|afp.com AFP|dpa.com dpa|bloomberg.com Bloomberg|nytimes.com The New York Times
washingtonpost.com The Washington Post|wsj.com The Wall Street Journal|usatoday.com USA TODAY|latimes.com Los Angeles Times
cnn.com CNN|foxnews.com Fox News|nbcnews.com NBC News|cbsnews.com CBS News|abcnews.go.com ABC News|npr.org NPR|pbs.org PBS
politico.com POLITICO|politico.eu POLITICO|axios.com Axios|theatlantic.com The Atlantic|time.com TIME|vox.com Vox
theguardian.com The Guardian|thetimes.co.uk The Times|thetimes.com The Times|telegraph.co.uk The Telegraph
independent.co.uk The Independent|ft.com Financial Times|economist.com The Economist|dailymail.co.uk Daily Mail
mirror.co.uk Daily Mirror|thesun.co.uk The Sun|express.co.uk Daily Express|metro.co.uk Metro
sky.com Sky News|itv.com ITV|irishtimes.com The Irish Times|rte.ie RTÉ|cbc.ca CBC|theglobeandmail.com The Globe and Mail
smh.com.au The Sydney Morning Herald|abc.net.au ABC|nine.com.au Nine|nzherald.co.nz NZ Herald|rnz.co.nz RNZ
aljazeera.com Al Jazeera|timesofindia.indiatimes.com The Times of India|thehindu.com The Hindu|straitstimes.com The Straits Times
spiegel.de DER SPIEGEL|zeit.de DIE ZEIT|faz.net FAZ|sueddeutsche.de Süddeutsche Zeitung|welt.de WELT|bild.de BILD|taz.de taz
n-tv.de ntv|tagesschau.de tagesschau|zdf.de ZDF|mdr.de MDR|ndr.de NDR|wdr.de WDR|br.de BR|swr.de SWR|rbb24.de rbb24
deutschlandfunk.de Deutschlandfunk|focus.de FOCUS|stern.de stern|handelsblatt.com Handelsblatt|tagesspiegel.de Der Tagesspiegel
fr.de Frankfurter Rundschau|mz.de Mitteldeutsche Zeitung|rp-online.de Rheinische Post|heise.de heise online|orf.at ORF
derstandard.at DER STANDARD|diepresse.com Die Presse|kurier.at KURIER|krone.at Kronen Zeitung|nzz.ch NZZ|srf.ch SRF
tagesanzeiger.ch Tages-Anzeiger|blick.ch Blick|lemonde.fr Le Monde|lefigaro.fr Le Figaro|liberation.fr Libération
lesechos.fr Les Echos|francetvinfo.fr franceinfo|france24.com France 24|elpais.com EL PAÍS|elmundo.es El Mundo|abc.es ABC
repubblica.it la Repubblica|corriere.it Corriere della Sera|lastampa.it La Stampa|ansa.it ANSA|ilsole24ore.com Il Sole 24 Ore
nos.nl NOS|nrc.nl NRC|volkskrant.nl de Volkskrant|vrt.be VRT|svt.se SVT|dn.se Dagens Nyheter|aftonbladet.se Aftonbladet
nrk.no NRK|vg.no VG|aftenposten.no Aftenposten|dr.dk DR|politiken.dk Politiken|yle.fi Yle|hs.fi Helsingin Sanomat
publico.pt Público|globo.com Globo|folha.uol.com.br Folha de S.Paulo|clarin.com Clarín|lanacion.com.ar LA NACION
wyborcza.pl Gazeta Wyborcza|gazeta.pl Gazeta.pl|onet.pl Onet|mbl.is Morgunblaðið|tass.ru ТАСС|tass.com TASS|ria.ru РИА Новости
kommersant.ru Коммерсантъ|lenta.ru Lenta.ru|rbc.ru РБК|pravda.com.ua Українська правда|ukrinform.ua Укрінформ
nhk.or.jp NHK|asahi.com 朝日新聞|yomiuri.co.jp 読売新聞|mainichi.jp 毎日新聞|nikkei.com 日本経済新聞|sankei.com 産経新聞
kyodonews.net 共同通信|jiji.com 時事通信|yna.co.kr 연합뉴스|chosun.com 조선일보|joongang.co.kr 중앙일보|donga.com 동아일보
hani.co.kr 한겨레|mk.co.kr 매일경제
`

const namesByDomain = new Map(
  outlets
    .split(/[|\n]/)
    .filter(Boolean)
    .map((entry): [string, string] => {
      const cut = entry.indexOf(' ')
      return [entry.slice(0, cut), entry.slice(cut + 1)]
    }),
)

/** What the outlet at a host is widely known as: by the host, else by the domains it lies in. Null for all others. */
export function knownOutlet(host: string): string | null {
  const labels = host.toLowerCase().split('.')
  for (let at = 0; at < labels.length - 1; at++) {
    // 中国政府网 is at gov.cn itself; what lies in it are other authorities' sites.
    const domain = labels.slice(at).join('.')
    const name = namesByDomain.get(domain)
    if (name && (domain !== 'gov.cn' || host.replace('www.', '') === domain)) return name
  }
  return null
}
