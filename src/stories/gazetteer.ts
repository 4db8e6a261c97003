/** A place of the world's news, by the names that news gives it. */
export interface Place {
  /** The short name, in Chinese: 济南, 广东, 法国. */
  readonly name: string
  readonly area: 'domestic' | 'hk-mo-tw' | 'world'
  /** What it is found by: its own names, and those of what lies in it; English ones with a capital. */
  readonly names: readonly string[]
}

// One line a province: its name, then its prefecture-level cities, each a place of its own. Short names that are
// common words (通化 is fine, 中山 and 大同 are people and slogans) stand with 市.
const provinces = `
北京 Beijing Peking
上海 Shanghai
天津 Tianjin
重庆 Chongqing
河北 Hebei: 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安
山西 Shanxi: 太原 大同市 阳泉 长治市 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古 Inner_Mongolia: 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善
辽宁 Liaoning: 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 Shenyang Dalian
吉林 Jilin: 长春 四平市 辽源 通化 白山市 松原 白城 延边
黑龙江 Heilongjiang: 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭 Harbin
江苏 Jiangsu: 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 Nanjing Suzhou
浙江 Zhejiang: 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 Hangzhou Ningbo Wenzhou
安徽 Anhui: 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山市 滁州 阜阳 宿州 六安 亳州 池州 宣城 Hefei
福建 Fujian: 福州 厦门 莆田 三明市 泉州 漳州 南平 龙岩 宁德 Xiamen Fuzhou
江西 Jiangxi: 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东 Shandong: 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州市 聊城 滨州 菏泽 Jinan Qingdao
河南 Henan: 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 Zhengzhou
湖北 Hubei: 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 Wuhan
湖南 Hunan: 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 Changsha
广东 Guangdong: 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山市 潮州 揭阳 云浮 Guangzhou Shenzhen
广西 Guangxi: 南宁 柳州 桂林 梧州 北海市 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾市 崇左
海南 Hainan: 海口 三亚 三沙 儋州 Sanya Haikou
四川 Sichuan: 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 西昌 Chengdu
贵州 Guizhou: 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 Guiyang
云南 Yunnan: 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河州 文山州 西双版纳 大理 德宏 怒江 迪庆 Kunming
西藏 Tibet Xizang: 拉萨 日喀则 昌都 林芝 山南市 那曲 阿里地区 Lhasa
陕西 Shaanxi: 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 Xi'an
甘肃 Gansu: 兰州 嘉峪关 金昌 白银市 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南
青海 Qinghai: 西宁 海东 海北州 黄南 海南州 果洛 玉树 海西州
宁夏 Ningxia: 银川 石嘴山 吴忠 固原 中卫市
新疆 Xinjiang: 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 喀什 和田 伊犁 塔城 阿勒泰 石河子 Urumqi Kashgar
`

const hongKongMacaoTaiwan = `
香港 港府 特区政府 林郑月娥 李家超 恒指 恒生指数 港股 港铁 九龙 新界 Hong_Kong
澳门 澳府 Macau Macao
台湾 台北 新北市 桃园市 台中 台南 高雄 基隆 新竹 嘉义 花莲 台东 屏东 澎湖 金门 马祖 岛内 两岸 台胞 国台办 民进党 国民党 蔡英文 赖清德 Taiwan Taipei
`

// A country's name, then its capital, its people's, and what else its news is told by.
const nations = `
美国 华盛顿 纽约 洛杉矶 白宫 美军 美媒 特朗普 拜登 加州 芝加哥 美方 美联储 得克萨斯 佛罗里达 United_States U.S. US USA America American Americans Washington New_York White_House Trump Biden California
英国 伦敦 英格兰 苏格兰 英媒 约翰逊 英国首相 Britain UK British London England Scotland
法国 巴黎 法媒 马克龙 France French Paris Macron
德国 柏林 德媒 默克尔 Germany German Berlin
意大利 罗马 米兰 Italy Italian Rome
西班牙 马德里 巴塞罗那 Spain Spanish Madrid
葡萄牙 里斯本 Portugal
荷兰 阿姆斯特丹 Netherlands Dutch
比利时 布鲁塞尔 Belgium Brussels
欧盟 欧洲 European_Union EU Europe European
瑞士 日内瓦 苏黎世 Switzerland Swiss
奥地利 维也纳 Austria
瑞典 斯德哥尔摩 Sweden Swedish
挪威 Norway Norwegian
丹麦 Denmark Danish
芬兰 Finland Finnish
冰岛 Iceland
爱尔兰 Ireland Irish
波兰 华沙 Poland Polish
捷克 布拉格 Czech
匈牙利 布达佩斯 Hungary
罗马尼亚 Romania
保加利亚 Bulgaria
希腊 雅典 Greece Greek Athens
塞尔维亚 贝尔格莱德 Serbia
克罗地亚 Croatia
乌克兰 基辅 泽连斯基 Ukraine Kyiv Ukrainian
白俄罗斯 Belarus
俄罗斯 莫斯科 普京 克里姆林宫 俄方 俄媒 俄军 Russia Russian Moscow Putin Kremlin
格鲁吉亚 Georgia
亚美尼亚 Armenia
阿塞拜疆 Azerbaijan
哈萨克斯坦 哈总统 Kazakhstan
乌兹别克斯坦 Uzbekistan
吉尔吉斯斯坦 Kyrgyzstan
塔吉克斯坦 Tajikistan
土库曼斯坦 Turkmenistan
蒙古国 乌兰巴托 Mongolia
日本 东京 大阪 京都 冲绳 安倍 岸田 日媒 Japan Japanese Tokyo
韩国 首尔 釜山 文在寅 尹锡悦 韩媒 South_Korea Korean Seoul
朝鲜 平壤 金正恩 North_Korea Pyongyang
越南 河内 胡志明市 Vietnam Hanoi Vietnamese
老挝 Laos
柬埔寨 金边 Cambodia
泰国 曼谷 Thailand Thai Bangkok
缅甸 仰光 Myanmar Burma
马来西亚 吉隆坡 Malaysia Malaysian
新加坡 Singapore
印度尼西亚 印尼 雅加达 Indonesia Jakarta
菲律宾 马尼拉 杜特尔特 Philippines Manila
文莱 Brunei
东帝汶 Timor-Leste
印度 新德里 孟买 莫迪 India Indian Delhi Modi
巴基斯坦 伊斯兰堡 卡拉奇 Pakistan Islamabad
孟加拉国 达卡 Bangladesh
斯里兰卡 Sri_Lanka
尼泊尔 加德满都 Nepal
不丹 Bhutan
马尔代夫 Maldives
阿富汗 喀布尔 塔利班 Afghanistan Kabul Taliban
伊朗 德黑兰 Iran Tehran Iranian
伊拉克 巴格达 Iraq Baghdad
叙利亚 大马士革 Syria
以色列 耶路撒冷 特拉维夫 内塔尼亚胡 Israel Israeli
巴勒斯坦 加沙 哈马斯 Gaza Palestinian Hamas
黎巴嫩 贝鲁特 Lebanon
约旦河 约旦 Jordan
沙特 沙特阿拉伯 利雅得 Saudi
阿联酋 迪拜 Dubai UAE
卡塔尔 多哈 Qatar
科威特 Kuwait
也门 Yemen
土耳其 安卡拉 伊斯坦布尔 Turkey Turkish
埃及 开罗 Egypt Cairo
利比亚 Libya
阿尔及利亚 Algeria
摩洛哥 Morocco
突尼斯 Tunisia
苏丹 Sudan
埃塞俄比亚 Ethiopia
肯尼亚 内罗毕 Kenya Nairobi
坦桑尼亚 Tanzania
乌干达 Uganda
卢旺达 Rwanda
刚果 Congo
尼日利亚 Nigeria
加纳 Ghana
塞拉利昂 Sierra_Leone
塞内加尔 Senegal
安哥拉 Angola
赞比亚 Zambia
津巴布韦 Zimbabwe
莫桑比克 Mozambique
南非 约翰内斯堡 South_Africa
非洲 非盟 Africa African
加拿大 渥太华 多伦多 温哥华 蒙特利尔 特鲁多 Canada Canadian Toronto
墨西哥 Mexico Mexican
古巴 哈瓦那 Cuba
巴西 里约 圣保罗 Brazil Brazilian
阿根廷 布宜诺斯艾利斯 Argentina
智利 圣地亚哥 Chile
秘鲁 利马 Peru
哥伦比亚 波哥大 Colombia
委内瑞拉 加拉加斯 Venezuela
厄瓜多尔 Ecuador
玻利维亚 Bolivia
巴拿马 Panama
拉美 Latin_America
澳大利亚 悉尼 墨尔本 堪培拉 澳方 Australia Australian Sydney
新西兰 惠灵顿 奥克兰 New_Zealand
斐济 Fiji
摩纳哥 Monaco
联合国 安理会 世界卫生组织 世卫组织 United_Nations WHO
`

/** Each province with the short names of its prefecture-level cities. */
export const chineseProvinces: readonly { readonly province: string; readonly cities: readonly string[] }[] =
  linesOf(provinces).map((line) => {
    const [province = '', cities = ''] = line.split(': ')
    return {
      province: namesOf(province)[0]!,
      cities: namesOf(cities)
        .filter((name) => !isEnglish(name))
        .map(shortName),
    }
  })

/** Provinces and prefecture-level cities of China, and Hong Kong, Macao and Taiwan. Names as of 2024. */
export const chinesePlaces: readonly Place[] = [
  ...linesOf(provinces).flatMap((line) => {
    const [province = '', cities = ''] = line.split(': ')
    // An English city name stands for its province: its own page of news is in Chinese.
    const names = [...namesOf(province), ...namesOf(cities).filter(isEnglish)]
    return [
      { name: names[0]!, area: 'domestic' as const, names },
      ...namesOf(cities)
        .filter((name) => !isEnglish(name))
        .map((city) => ({ name: shortName(city), area: 'domestic' as const, names: [city] })),
    ]
  }),
  ...linesOf(hongKongMacaoTaiwan).map((line) => placeOf(line, 'hk-mo-tw')),
]

/** The countries that news names, with capitals, leaders and peoples; and the unions of countries. */
export const countries: readonly Place[] = linesOf(nations).map((line) => placeOf(line, 'world'))

function linesOf(text: string): string[] {
  return text.trim().split('\n')
}

function placeOf(line: string, area: Place['area']): Place {
  const names = namesOf(line)
  return { name: names[0]!, area, names }
}

function namesOf(text: string): string[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((name) => name.replaceAll('_', ' '))
}

function isEnglish(name: string): boolean {
  return /^[A-Z]/.test(name)
}

// 海南州 lies in Qinghai; 海南 alone is a province.
function shortName(city: string): string {
  return city.length > 2 && city !== '海南州' ? city.replace(/[市州]$/u, '') : city
}
