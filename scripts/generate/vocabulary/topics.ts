// What a city's libraries buy, by topic: literature a third, children's books a fifth, then history, technology, education, economy …
import { children, essays, fiction, foreignChildren, foreignFiction } from './literature.ts';
import { classesOf, type TopicClass, words } from './words.ts';

/**
 * What books of a topic are called and described by. In patterns `{m}` is a modifier, `{n}` a noun, `{c}` one of `things`, `{p}` a place,
 * `{x}` a person, `{g}` a lead, `{f}` a foreign one, `{v}` a verb, `{o}` one of `others`, `{k}` a number. `@` in a class is a country's.
 */
export interface Topic {
  /** Letter of the publishers that publish it. */
  field: string;
  /** Of a thousand works, so many. */
  weight: number;
  classes: readonly TopicClass[];
  modifiers: readonly string[];
  nouns: readonly string[];
  things: readonly string[];
  patterns: readonly string[];
  verbs: readonly string[];
  others?: readonly string[];
  subtitles: readonly string[];
  series: readonly string[];
  roles: readonly string[];
  /** What a second person did, where there is one: 图, 译. */
  second?: readonly string[];
  translated?: boolean;
  /** Fen, from and to. */
  price: readonly [number, number];
  pages: readonly [number, number];
  size: string;
}

const knowledge = {
  things: words('天 地 人 心 史 文 道 术 学 理 法 器 物 艺 国 家 城 乡 古 今'),
  verbs: words('入门 详解 实践 精讲 通识 漫谈 导论 新论 指南 手记'),
  patterns: words(`
    {m}{n} {m}{n}{v} {g}{m}{n} {n}与{n}{v} {g}{n}学{v} {m}{n}研究 {p}{n}研究 {g}{n}概论 {m}{n}原理 {p}{n}史 {m}{n}教程 {g}{n}基础 图解{m}{n} 读懂{m}{n} {m}{n}的{o} {m}{n}百问 中国{m}{n}
    中国{n}与{n} {p}{m}{n} 我们的{m}{n} {m}{n}十讲 {k}堂{m}{n}课 {g}{m}{n}{v} {m}{n}与{n} {g}{n}与{n} {x}讲{n} {x}谈{m}{n} {n}、{n}与{n} {p}{m}{n}{v} {n}的{o}：{m}{n}{v} {g}{n}的{o} {g}{m}{n}与{m}{n}
  `),
  others: words('力量 秘密 逻辑 未来 边界 起源 故事 智慧 艺术 真相 结构 方法 常识 本质'),
  subtitles: words(
    '理论与实践 原理、方法与案例 从入门到精通 {p}的经验 {n}视角下的考察 第2版 一部{n}简史 {m}{n}的{o} 以{p}为中心 案例与分析',
  ),
  series: words(
    '{n}丛书 {n}译丛 普通高等教育规划教材 大众{n}文库 {p}大学{n}论丛 通识书系 新知文库 {n}经典教材系列 “十三五”国家重点图书出版规划项目',
  ),
  roles: words('著 著 著 编著 编著 主编 主编 编'),
  price: [3200, 9800] as const,
  pages: [160, 560] as const,
  size: '21cm 23cm 24cm 26cm',
};

const topic = (
  field: string,
  weight: number,
  classes: string,
  rest: Partial<Topic> & Pick<Topic, 'modifiers' | 'nouns'>,
) => ({
  ...knowledge,
  field,
  weight,
  classes: classesOf(classes),
  ...rest,
});

export const topics: readonly Topic[] = [
  fiction,
  foreignFiction,
  essays,
  children,
  foreignChildren,
  topic(
    'c',
    56,
    `Z228.1 16 科学知识 儿童读物
     Q95-49 8 动物 少儿读物
     Q94-49 4 植物 少儿读物
     P1-49 7 天文学 少儿读物
     P5-49 3 地球科学 少儿读物
     K109 4 世界史 少儿读物
     K209 5 中国历史 少儿读物
     G613.3 6 科学知识 学前教育 教学参考资料
     G898.2 5 智力游戏 儿童读物
     N49 5 自然科学 少儿读物
     J228.5 3 漫画 连环画 中国 现代
     TP242-49 2 机器人 少儿读物`,
    {
      modifiers: words('奇妙的 神秘的 有趣的 藏在 疯狂的 会变的 看得见的 地底下的 小小 少儿 儿童 可怕的'),
      nouns: words(
        '恐龙 昆虫 海洋 宇宙 太空 火山 地震 身体 大脑 动物 植物 机器人 汽车 飞机 火车 数学 物理 化学 天气 森林 沙漠 极地 节气 汉字 成语 历史 地图 博物馆 古生物 鸟类 鲸鱼 太阳系',
      ),
      patterns: words(
        '{m}{n} {m}{n}的{o} {g}{n}大百科 {m}{n}为什么 {m}{n}大探秘 {k}个{n}小实验 我的第一本{m}{n}书 揭秘{m}{n} {n}和{n}来了 走近{n} {m}{n}漫画书 {m}{n}王国 {m}{n}{o} 你好，{m}{n} {p}的{n} {n}与{n}的{o} {x}带你看{n} {p}{n}{o} {g}{m}{n}',
      ),
      others: words('秘密 故事 世界 旅行 冒险 一天 游戏 答案 家族'),
      subtitles: words('少儿彩图版 注音版 漫画版 {n}篇 科学漫画 立体书'),
      series: words(
        '少年儿童百科全书 神奇校车 小小科学家 {n}漫画科学 第一次发现丛书 国家地理少儿百科 少儿科普名人名著书系',
      ),
      price: [1980, 6800],
      pages: [32, 200],
    },
  ),
  topic(
    'K',
    96,
    `K20 6 中国历史 研究
     K209 7 中国历史 通俗读物
     K220.9 4 中国历史 先秦时代 通俗读物
     K242.09 5 中国历史 唐代 通俗读物
     K244.09 4 中国历史 宋代 通俗读物
     K248.09 6 中国历史 明代 通俗读物
     K249.09 5 中国历史 清代 通俗读物
     K25 4 中国历史 近代史
     K10 3 世界史
     K109 4 世界史 通俗读物
     K295.31 5 南京 地方史
     K825.6 10 文学家 列传 中国 现代
     K827 9 人物 传记 中国
     K835.616 4 传记 英国 现代
     K837.125 4 传记 美国 现代
     K87 3 考古学 中国
     K892 4 风俗习惯 中国
     K928.9 6 旅游指南 中国
     K919 3 旅游指南 世界
     K235 2 中国历史 三国时代`,
    {
      modifiers: words(
        '大唐 大宋 大明 大清 秦汉 魏晋 隋唐 五代 两宋 元代 明代 清代 晚清 民国 近代 古代 先秦 六朝 南宋 西夏 罗马 希腊 拜占庭 奥斯曼 中世纪',
      ),
      nouns: words(
        '帝国 王朝 皇帝 宫廷 士人 商人 女性 城市 战争 外交 交通 科举 官制 税收 瘟疫 饮食 服饰 器物 墓葬 古城 运河 丝路 长城 家谱 风俗 节日 礼仪 书院 园林 地名 寺庙 人物',
      ),
      patterns: words(
        '{m}{n} {m}{n}史 {m}的{n}与{n} {m}{n}风云 {p}{n} {p}{n}史话 {p}旧影 {x}传 {x}年谱 {m}{n}与{n} {m}{n}那些事儿 细说{m}{n} {m}{n}里的中国 {x}自述 走遍{p} {p}{n}地图 {m}{p}{n}志 重返{m}{n} {p}通史 {m}{n}兴亡录 {m}{p} {x}与{m}{n} {p}的{m}{n} {n}、{n}与{m}{n} {x}评传 {x}和他的{n}',
      ),
      subtitles: words('{m}的{n} {x}的一生 一部{n}史 {k}年的{n} {m}{n}研究 从{p}到{p} 插图本'),
      series: words(
        '中国断代史系列 甲骨文丛书 南京历史文化丛书 中华史纲 世界历史文库 名人传记丛书 文史中国 汗青堂丛书 金陵文化丛书',
      ),
      price: [3600, 12800],
    },
  ),
  topic(
    'G',
    78,
    `G40 6 教育学
     G42 5 教学研究
     G44 5 教育心理学
     G61 6 学前教育
     G623 5 小学 教学研究
     G633 5 中学 教学研究
     G634 4 课程 中学 教学参考资料
     G624 5 小学 教材
     G645 3 高等学校 学生工作
     G78 14 家庭教育
     G25 4 图书馆学
     G206 4 传播学
     G23 3 出版工作 中国
     G12 4 文化史 中国
     G80 3 体育运动
     G84 4 球类运动
     G883 2 体育锻炼
     G89 3 文娱活动`,
    {
      modifiers: words(
        '小学 初中 高中 幼儿 家庭 学校 当代 现代 终身 阅读 语文 数学 英语 乡村 双减 新课标 项目式 正面 亲子 青春期',
      ),
      nouns: words(
        '教育 课堂 教学 管教 阅读 写作 作文 数学 英语 班主任 教师 家长 学习 考试 课程 评价 游戏 成长 图书馆 传播 媒介 体育 篮球 足球 瑜伽 围棋 象棋 心理 习惯 情绪',
      ),
      roles: words('主编 编著 著 著'),
    },
  ),
  topic(
    'T',
    62,
    `TP311 6 程序设计
     TP312 10 程序语言 程序设计
     TP316 3 操作系统
     TP317 3 办公自动化 应用软件
     TP391 8 图像处理软件
     TP393 6 计算机网络
     TP18 7 人工智能
     TP181 4 机器学习
     TP274 3 数据处理
     TP242 2 机器人
     TP36 2 微型计算机`,
    {
      modifiers: words(
        'Python Java C++ Linux MySQL Photoshop Excel PPT Hadoop Go Rust JavaScript Spring Vue 深度 分布式 高性能 可视化 嵌入式 敏捷 云',
      ),
      nouns: words(
        '编程 程序设计 数据分析 机器学习 人工智能 神经网络 数据库 网络爬虫 算法 数据结构 操作系统 网络安全 软件工程 架构设计 办公应用 图像处理 前端开发 后端开发 大模型 区块链 物联网 计算机网络 测试 运维 云计算',
      ),
      patterns: words(
        '{m}{n} {m}{n}{v} {g}{n}{v} {m}{n}实战 {m}{n}从入门到精通 {m}{n}之美 深入理解{m}{n} {g}{m}权威{v} 动手学{m}{n} {m}{n}与{n} 图解{m}{n} {m}{n}案例教程 零基础学{m}{n} {g}{m}{n} {m}与{m}{n}{v} {n}、{n}与{n} {g}{m}{n}{v} {x}讲{n}',
      ),
      series: words(
        '计算机科学丛书 图灵程序设计丛书 高等学校计算机教材 {n}技术丛书 O’Reilly精品图书系列 21世纪高等学校规划教材',
      ),
      subtitles: words('微课视频版 从入门到实践 第3版 基于{m} 原理与实践 慕课版'),
      size: '24cm 26cm',
    },
  ),
  topic(
    'T',
    72,
    `TS972.12 14 菜谱
     TS972.16 5 烹饪
     TS976.3 8 手工艺品 制作
     TS941 4 服装 设计
     TS974 4 美容
     TS935 3 手工编织
     TS8 2 印刷
     TU201 4 建筑设计
     TU238 5 室内装饰设计
     TU986 3 园林设计
     TU7 4 建筑施工
     TM 5 电工技术
     TN 5 电子技术
     TH122 5 机械设计
     TG 3 金属加工
     TQ 3 化学工业
     TB 3 工程材料
     TK 2 热能
     TV 2 水利工程
     TJ 1 兵器
     U472 4 汽车 维修
     U469 2 汽车 构造
     U2 2 铁路工程
     V2 2 航空
     X 4 环境保护`,
    {
      modifiers: words(
        '家庭 快手 中式 西式 日式 川味 江南 现代 新能源 绿色 智能 实用 建筑 室内 机械 电气 汽车 高速 精密 低碳 宝宝 素食',
      ),
      nouns: words(
        '家常菜 烘焙 面点 汤羹 火锅 甜品 咖啡 茶艺 编织 刺绣 收纳 装修 设计 施工 测量 制图 电路 电工 维修 焊接 机床 材料 涂料 锂电池 环保 水处理 结构 桥梁 隧道 园林 服装 美容 花艺 木工',
      ),
    },
  ),
  topic(
    'R',
    52,
    `R161 9 保健 基本知识
     R212 7 养生（中医）
     R247.1 6 食物疗法
     R24 4 中医治疗学
     R28 3 中药学
     R395.6 5 心理卫生
     R473 3 护理学
     R5 4 内科
     R6 2 外科学
     R714 4 妊娠期 妇幼保健
     R72 3 小儿疾病 诊疗
     R74 3 神经病学
     R78 1 口腔科学
     R587 2 糖尿病 防治`,
    {
      modifiers: words('中医 家庭 老年 儿童 女性 孕产 临床 实用 慢性 现代 四季 本草 黄帝内经 名医'),
      nouns: words(
        '养生 按摩 食疗 艾灸 经络 药膳 护理 急救 糖尿病 高血压 失眠 颈椎病 肠胃 肝病 心脏病 脑卒中 过敏 营养 睡眠 减肥 月子 育儿 抑郁 体检 中药 方剂 针灸 骨科 眼科 口腔',
      ),
    },
  ),
  topic(
    'F',
    74,
    `F0 5 经济学
     F12 5 中国经济 研究
     F270 6 企业管理
     F272.9 6 企业管理 组织管理
     F276 4 企业 研究
     F713.3 5 营销管理
     F713.36 6 网络营销
     F715 3 商业 礼仪
     F830.59 7 投资 基本知识
     F830.9 5 股票投资
     F23 5 会计
     F59 3 旅游经济
     F49 4 信息经济
     F3 3 农业经济
     F4 2 工业经济`,
    {
      modifiers: words('数字 中国 区域 企业 家族 互联网 新零售 行为 宏观 微观 国际 绿色 普惠 财富 小白 极简'),
      nouns: words(
        '经济 管理 金融 投资 股票 基金 理财 会计 税务 审计 营销 品牌 谈判 领导力 创业 战略 组织 供应链 电商 直播 房地产 保险 银行 贸易 旅游 农业 产业 货币 债务 增长',
      ),
    },
  ),
  topic(
    'D',
    44,
    `D61 4 中国共产党 党的建设
     D64 5 思想政治教育 中国
     D63 4 行政管理 中国
     D66 3 社会问题 中国
     D8 3 国际关系
     D90 4 法学
     D920.4 3 法律解释 中国
     D923 8 民法 中国
     D922 4 行政法 中国
     D924 4 刑法 中国
     D925 3 诉讼法 中国
     D91 3 法律社会学
     C91 5 社会学
     C93 3 管理学
     C912 5 人际关系学 通俗读物
     C913 4 社会生活
     C95 2 民族学
     A84 2 马克思主义 学习
     E2 3 军事 中国
     E1 2 军事 世界`,
    {
      modifiers: words('民法典 刑法 宪法 行政 社会 基层 乡村 国际 当代 新时代 网络 劳动 婚姻家庭 知识产权 军事'),
      nouns: words(
        '治理 法律 合同 侵权 婚姻 继承 诉讼 仲裁 证据 犯罪 社区 党建 外交 安全 社会学 人口 性别 阶层 舆论 公益 沟通 职场 民族 武器 战略 海军',
      ),
    },
  ),
  topic(
    'B',
    56,
    `B2 5 哲学 中国
     B222 5 儒家
     B223 4 道家
     B5 4 西方哲学
     B848.4 14 成功心理 通俗读物
     B842.6 7 情绪 自我控制 通俗读物
     B84 6 心理学
     B844 4 发展心理学
     B821 6 人生哲学 通俗读物
     B825 4 品德修养
     B94 4 佛教
     B9 2 宗教
     B81 2 逻辑学
     B83 2 美学`,
    {
      modifiers: words('积极 自我 情绪 亲密 阳明 儒家 道家 佛教 西方 存在主义 认知 社会 高敏感 内向 极简 深度'),
      nouns: words(
        '哲学 心理学 心学 禅 论语 庄子 易经 逻辑 美学 伦理 幸福 孤独 焦虑 专注 自律 习惯 思维 决策 关系 边界 勇气 成长 时间管理 记忆 冥想 人生 命运 智慧',
      ),
    },
  ),
  topic(
    'J',
    48,
    `J2 3 绘画
     J20 3 绘画评论
     J21 7 绘画技法
     J212 5 国画技法
     J222 4 中国画 作品集
     J228.2 7 漫画 作品集 中国
     J292.1 7 汉字 书法
     J292.3 4 法书 碑帖
     J3 2 雕塑
     J41 5 摄影技术
     J6 4 音乐
     J62 5 器乐 奏法
     J9 4 电影艺术
     J05 2 艺术评论
     J1 2 艺术史 世界
     J5 3 工艺美术`,
    {
      modifiers: words('水彩 素描 色铅笔 国画 楷书 行书 隶书 人像 手机 古典 流行 吉他 钢琴 古琴 世界 西方 敦煌 民间'),
      nouns: words(
        '绘画 插画 书法 碑帖 篆刻 摄影 构图 色彩 漫画 动画 电影 戏剧 昆曲 京剧 音乐 乐理 舞蹈 雕塑 陶瓷 云锦 剪纸 年画 建筑艺术 设计 字体 美术史',
      ),
      size: '26cm 29cm 19×21cm 21cm',
    },
  ),
  topic(
    'H',
    38,
    `H31 12 英语 自学参考资料
     H319.4 14 英语 汉语 对照读物
     H313 5 英语 词汇
     H314 3 英语 语法
     H36 5 日语
     H32 2 法语
     H13 4 汉语 词汇
     H12 3 汉字
     H15 3 汉语 写作
     H0 3 语言学
     H195 2 对外汉语教学`,
    {
      modifiers: words('大学 商务 旅游 新概念 四级 六级 考研 雅思 托福 日语 法语 古代汉语 现代 实用 零基础'),
      nouns: words(
        '英语 词汇 语法 听力 口语 阅读 写作 翻译 会话 日语 法语 韩语 汉字 成语 修辞 演讲 语言学 方言 古文 对联',
      ),
    },
  ),
  topic(
    'O',
    40,
    `N4 3 自然科学 普及读物
     O1 7 数学
     O13 5 高等数学
     O4 6 物理学
     O6 4 化学
     P1 4 天文学
     P4 2 气象学
     P5 2 地质学
     P9 2 自然地理学
     Q1 3 生物学
     Q94 3 植物学
     Q95 4 动物学
     Q98 2 人类学
     S6 5 园艺
     S68 5 花卉 观赏园艺
     S8 4 家畜 饲养管理
     S5 2 作物栽培
     Z1 2 丛书 中国
     Z8 1 图书目录`,
    {
      modifiers: words('高等 普通 现代 趣味 量子 生态 野生 家庭 阳台 时间 自然 宇宙 奇妙 江苏'),
      nouns: words(
        '数学 几何 概率 物理 力学 相对论 化学 天文 星空 气象 地质 矿物 生物 进化 基因 细胞 植物 野花 鸟类 昆虫 鱼类 多肉 月季 盆景 果树 蔬菜 养猫 养狗 养蜂 水稻 科学史',
      ),
    },
  ),
];

/** Before a title of any knowledge. */
export const leads = words(`
  新编 实用 现代 当代 简明 基础 高级 应用 比较 中国 世界 国际 通俗 经典 图说 漫画 极简 深度 全彩 精编 最新 高效 轻松 系统 完全 快速 数字时代的 大众 青少年 大学生 老年人 女性
  农村 社区 校园 企业 家庭 个人 创新 跨文化 可持续 智慧 未来 传统 民间 东方 西方 亚洲 欧洲 日本 美国 江苏 南京 长三角 二十世纪 二十一世纪 改革开放以来的 新中国 古代 近代 早期 后现代
  互联网时代的 全球化与 城镇化与 人工智能与 制度、文化与 理解 认识 走进 反思 重新认识 关于 影响 改变世界的 被忽视的 不可不知的 有趣的 严肃的 隐秘的 日常的 一本书读懂 写给孩子的 写给所有人的
`);

/** Places in titles: of the region first. */
export const places = words(`
  南京 金陵 秦淮 江宁 玄武 栖霞 六合 溧水 高淳 浦口 苏州 扬州 镇江 无锡 常州 南通 徐州 淮安 盐城 江南 江苏 上海 杭州 绍兴 宁波 安徽 徽州 黄山 北京 天津 西安 长安 洛阳
  开封 成都 重庆 武汉 长沙 广州 香港 澳门 台北 厦门 泉州 福州 昆明 大理 丽江 贵州 西藏 拉萨 新疆 喀什 敦煌 甘肃 青海 内蒙古 东北 哈尔滨 沈阳 山东 济南 青岛 山西 平遥 河南
  太湖 长江 黄河 运河 钱塘 岭南 巴黎 伦敦 纽约 东京 京都 罗马 柏林 莫斯科 威尼斯 希腊 埃及 印度 北欧 非洲
`);

/** Titles in English: adjectives, nouns. */
export const latinTitles = {
  adjectives: words(
    'Silent Last Hidden Golden Long Lost Broken Quiet Distant Modern Secret Invisible Early Late Common Wild Northern Practical Introductory Advanced',
  ),
  nouns: words(
    'River City House Garden Letter Winter Summer Island History Memory Machine Theory Language Music Ocean Empire Journey Daughter Stranger Light Economy Algorithm Biology Grammar Painting Architecture Mind Market Forest War',
  ),
  classes: classesOf(`
    I561.45 8 Fiction
    I712.45 12 Fiction
    H319.4 12 Readers
    TP312 4 Computer science
    F0 4 Economics
    J2 4 Art
    K109 3 History
    B84 3 Psychology
    I712.85 6 Picture books
    O4 2 Physics`),
};
