// Names of people. Surnames stand in the order of how many bear them; the commonest two hundred are most of the country.
import { words } from './words.ts';

export const surnames = words(`
  王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡
  余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯
  龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤 常 温 康 施 文 牛 樊 葛 邢 安 齐 易 乔 伍 庞 颜 倪 庄 聂 章
  鲁 岳 翟 殷 詹 申 欧 耿 关 兰 焦 俞 左 柳 甘 祝 包 宁 尚 符 舒 阮 柯 纪 梅 童 凌 毕 单 季 裴 霍 涂 成 苗 谷 盛 曲 翁 冉
  骆 蓝 路 游 辛 靳 欧阳 管 柴 蒙 鲍 华 喻 祁 蒲 房 滕 屈 饶 解 牟 艾 尤 阳 时 穆 农 司 卓 古 吉 缪 简 车 项 连 芦 麦 褚
  娄 窦 戚 岑 景 党 宫 费 卜 冷 晏 席 卫 米 柏 宗 瞿 桂 全 佟 应 臧 闵 苟 邬 边 卞 姬 师 和 仇 栾 隋 商 刁 沙 荣 巫 寇
  上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒
`);

export const givenCharacters = words(`
  伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平 刚 桂 英 华 文 玉 兰 建 国 红 志 海 燕 晓 春 云 波 宁 辉 鹏
  飞 凤 梅 琳 雪 荣 爱 斌 宇 浩 凯 健 俊 帆 旭 龙 林 鑫 博 晨 阳 佳 怡 欣 雨 涵 梓 轩 子 思 诗 语 嘉 瑞 睿 泽 一 可 心 若
  清 远 山 川 河 江 湖 舟 松 柏 竹 菊 莲 荷 月 星 辰 光 亮 昭 昕 曦 晴 岚 峰 岩 石 玄 墨 书 卷 翰 章 默 言 谦 和 安 康 宜
  乐 欢 庆 福 禄 寿 德 仁 义 礼 智 信 忠 孝 廉 正 直 方 圆 长 永 恒 久 世 昌 盛 隆 兴 旺 富 贵 金 银 宝 珠 琪 琴 瑶 瑾 瑜
  璐 珊 珍 莹 颖 慧 聪 敬 尧 舜 禹 汤 朝 晖 东 南 西 北 中 卫 民 立 新 振 邦 成 功 大 小 少 伯 仲 叔 季 元 亨 利 贞 乾 坤
  素 婉 淑 娴 雅 洁 冰 霜 露 虹 霓 彩 丹 青 紫 碧 翠 苏 茹 蓉 薇 蕾 萍 萱 芸 芝 芬 苗 茜 菲 蓓 楠 桐 梧 桦 榕 樱 桃 李 杏
  天 地 人 生 学 良 善 美 真 诚 勤 俭 毅 坚 韧 武 威 雄 豪 彬 奇 伦 维 纲 纪 宪 法 治 政 达 通 迅 进 逸 迪 遥 道 遵 邵 郁
`);

/** Parts of names as Chinese books write foreign people. */
export const foreignGiven = words(`
  约翰 玛丽 詹姆斯 威廉 罗伯特 伊丽莎白 大卫 理查德 托马斯 查尔斯 安妮 苏珊 马克 保罗 乔治 肯尼斯 史蒂文 爱德华 布莱恩 罗纳德 安东尼 凯文 杰森
  马修 加里 蒂莫西 何塞 拉里 杰弗里 弗兰克 斯科特 埃里克 斯蒂芬 安德鲁 雷蒙德 格雷戈里 乔舒亚 杰里 丹尼斯 沃尔特 帕特里克 彼得 哈罗德 道格拉斯
  亨利 卡尔 阿瑟 瑞安 罗杰 胡安 路易斯 让 皮埃尔 弗朗索瓦 克劳德 米歇尔 尼古拉 亚历山大 德米特里 伊万 谢尔盖 娜塔莉亚 汉斯 弗里茨 格哈德 海因里希
  卡洛斯 米格尔 费尔南多 加布里埃尔 保利娜 索菲亚 英格丽 拉尔斯 埃琳娜 朱塞佩 伊塔洛 翁贝托 卢卡 玛格丽特 艾米莉 夏洛特 弗吉尼亚 多丽丝 艾丽丝
`);

export const foreignFamily = words(`
  史密斯 约翰逊 威廉姆斯 布朗 琼斯 米勒 戴维斯 加西亚 罗德里格斯 威尔逊 马丁内斯 安德森 泰勒 托马斯 赫尔南德斯 摩尔 马丁 杰克逊 汤普森 怀特 洛佩斯
  李 冈萨雷斯 哈里斯 克拉克 刘易斯 罗宾逊 沃克 佩雷斯 霍尔 杨 艾伦 桑切斯 赖特 金 斯科特 格林 贝克 亚当斯 纳尔逊 希尔 拉米雷斯 坎贝尔 米切尔
  罗伯茨 卡特 菲利普斯 埃文斯 特纳 帕克 柯林斯 爱德华兹 斯图尔特 莫里斯 墨菲 库克 罗杰斯 摩根 库珀 彼得森 贝利 里德 凯利 霍华德 考克斯 沃德
  理查森 沃森 布鲁克斯 伍德 詹姆斯 班尼特 格雷 休斯 普赖斯 迈尔斯 朗 福斯特 桑德斯 罗斯 莫拉莱斯 鲍威尔 沙利文 拉塞尔 奥尔蒂斯 詹金斯 佩里
  巴特勒 巴恩斯 费舍尔 施密特 施耐德 韦伯 瓦格纳 贝克尔 舒尔茨 霍夫曼 杜邦 勒鲁瓦 莫罗 西蒙 洛朗 罗西 费拉里 伊万诺夫 彼得罗夫 索科洛夫
`);

/** As printed before a foreign name, with the class of that literature behind I. */
export const countries: readonly (readonly [string, string, number])[] = [
  ['英', '561', 24],
  ['美', '712', 34],
  ['日', '313', 16],
  ['法', '565', 8],
  ['德', '516', 6],
  ['俄', '512', 4],
  ['加', '711', 2],
  ['澳', '611', 2],
  ['意', '546', 2],
  ['西', '551', 1],
];

export const japaneseFamily = words(
  '佐藤 铃木 高桥 田中 渡边 伊藤 山本 中村 小林 加藤 吉田 山田 松本 井上 木村 清水 山口 阿部 森田 池田 桥本 山下 石川 中岛 前田 藤田 冈田 后藤 长谷川 村上',
);
export const japaneseGiven = words(
  '健一 太郎 诚 直树 美咲 阳子 惠子 由美 洋子 智子 翔太 大辅 拓也 和也 春树 圭吾 幸太郎 香织 真理子 纱希 纯一 龙之介 秀夫 修二 隆 葵 遥 凛',
);

/** In languages of the books that libraries describe in MARC 21. */
export const latinGiven = words(
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Hannah Oliver Claire Hugo Ingrid Lars',
);
export const latinFamily = words(
  'Smith Johnson Williams Brown Jones Miller Davis Garcia Wilson Anderson Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Bailey Reed Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray',
);
