// All words of the interface, in English and Chinese. `{n}` stands for a value. Texts of the graph are not here.

const WORDS = {
  code: ["en", "zh"],
  skip: ["Skip to the content", "跳到正文"],
  views: ["Views", "视图"],
  title: ["The knowledge graph of AI security", "AI 安全知识图谱"],
  otherTitle: ["A graph", "一个图谱"],
  otherIntro: ["It is not one of aisec: things are listed by their classes.", "它不是 aisec 的图谱：事物按类别列出。"],
  intro: ["Tools, risks, lifecycle phases and frameworks, what addresses what, and the line of a source behind every statement.",
    "工具、风险、生命周期阶段与框架，谁应对什么，以及每条陈述所依据的来源行。"],
  addresses: ["Addresses of this server", "本服务器的地址"],
  browse: ["Browse", "浏览"],
  search: ["Search", "搜索"],
  frameworks: ["Frameworks", "框架"],
  pictures: ["Pictures", "图"],
  questions: ["Questions", "问题"],
  trouble: ["That did not work", "未能完成"],
  notFound: ["There is no such view here", "没有这个视图"],
  leaves: ["Leads to the web", "转到外部网站"],
  table: ["{name}: table, scrolls sideways", "{name}：表格，可横向滚动"],
  share: ["Copy the link", "复制链接"],
  copied: ["The link is copied.", "链接已复制。"],
  lifecycleSays: ["Picture: where in the lifecycle tools address risks, and where nothing does. Opens the pictures with their tables.",
    "图：工具在生命周期何处应对风险，何处无工具应对。打开图及其表格。"],
  all: ["All", "全部"],
  kind: ["Kind", "类别"],
  kinds: ["Kinds", "类别"],
  name: ["Name", "名称"],
  codes: ["Code", "编号"],
  in: ["In", "所属"],
  results: ["Results", "结果"],
  found: ["{n} found.", "找到 {n} 项。"],
  foundMore: ["{n} found, and more: a longer text finds fewer.", "找到 {n} 项，还有更多：输入更长的文字可缩小范围。"],
  foundNone: ["Nothing is called so. Try fewer letters, a code such as AML.T0051, or an address.",
    "没有这样的名称。可减少字数，或输入编号（如 AML.T0051）或地址。"],
  foundFor: ["Found for “{sought}”", "“{sought}”的搜索结果"],
  searchHint: ["Choose a kind, or search for a name, a code or an address.", "请选择类别，或搜索名称、编号或地址。"],
  near: ["Perhaps you mean", "您是否要找"],
  rest: ["… and {n} more", "……另有 {n} 项"],
  unknown: ["The graph says nothing of {thing}.", "图谱中没有关于 {thing} 的内容。"],
  plainPage: ["Plain page", "纯页面"],
  said: ["What is said of it", "关于它的陈述"],
  pointing: ["Where it stands ({n})", "它出现在哪里（{n}）"],
  property: ["Property", "属性"],
  value: ["Value", "值"],
  thing: ["Thing", "事物"],
  coverage: ["Coverage", "覆盖"],
  grade: ["Grade", "程度"],
  role: ["Role", "角色"],
  evidence: ["Evidence", "证据"],
  why: ["Why", "依据"],
  replaced: ["replaced by a review", "已被审核取代"],
  proof: ["Proof", "证明"],
  proofOf: ["Proof: {name}", "证明：{name}"],
  proofSays: ["What each statement follows from, down to lines of sources.", "每条陈述由何而来，直至来源的行。"],
  by: ["by", "依据规则"],
  above: ["(shown above)", "（见上文）"],
  absent: ["and nothing says that", "且没有陈述说"],
  otherWays: ["other ways: {n}", "另有 {n} 种推导"],
  missing: ["What is missing", "缺少什么"],
  addressed: ["How it addresses it after all", "它仍如何应对"],
  closest: ["Closest", "最接近的"],
  places: ["Lines of sources", "来源的行"],
  frameworksSay: ["Each edition with the coverage of its items by state.", "各版本及其条目按状态的覆盖情况。"],
  noEditions: ["This graph has no editions of frameworks.", "此图谱没有框架版本。"],
  framework: ["Framework", "框架"],
  status: ["Status", "状况"],
  notUsual: ["another edition counts by default", "默认采用另一版本"],
  state: ["State", "状态"],
  any: ["any", "任一"],
  draft: ["Draft mappings: rows that nobody has reviewed took part.", "草拟映射：含尚未审核的映射行。"],
  addressedOf: ["{n} of {of} {unit} addressed", "{of} 项{unit}中已应对 {n} 项"],
  item: ["Item", "条目"],
  items: ["{n} of {of} items; tools are counted by role.", "{of} 个条目中的 {n} 个；工具按角色计数。"],
  asPicture: ["As a picture", "以图显示"],
  noTools: ["No tool reaches these items under this choice.", "在此选择下没有工具触及这些条目。"],
  matrixSays: ["● covers, supports or implements · ◐ partly covers · ○ relates to. Each mark leads to its proof.",
    "● 覆盖、支持或实施 · ◐ 部分覆盖 · ○ 相关。每个标记都指向其证明。"],
  picture: ["Picture", "图"],
  theme: ["Colours", "配色"],
  language: ["Language", "语言"],
  aggregate: ["Parents show", "上级显示"],
  usual: ["(default)", "（默认）"],
  openPicture: ["Open the picture", "打开图片"],
  pictureTable: ["The same as a table: CSV, below.", "同样内容的表格：见下方 CSV。"],
  "view-lifecycle": ["Lifecycle: where the holes are", "生命周期：缺口在哪里"],
  "view-matrix": ["Matrix: risks by tools", "矩阵：风险与工具"],
  "view-layered": ["Layers: tools, risks, items", "分层：工具、风险、条目"],
  "view-atlas": ["Items by tactic", "按战术排列的条目"],
  "view-rmf": ["Items by their levels", "按层级排列的条目"],
  "view-bump": ["What became of items", "条目的沿革"],
  questionsSay: ["Questions that the graph answers by name, here and on the command line.", "图谱可按名称回答的问题，此处与命令行相同。"],
  optional: ["optional", "可选"],
  run: ["Run", "运行"],
  stop: ["Stop", "停止"],
  stopped: ["Stopped.", "已停止。"],
  itsQuery: ["Its query", "其查询"],
  openInEditor: ["Open in the editor", "在编辑器中打开"],
  allQuestions: ["All questions", "全部问题"],
  query: ["SPARQL query", "SPARQL 查询"],
  editorKeys: ["Ctrl+Enter runs. Ctrl+Space completes: arrows choose, Enter takes, Esc closes. Known prefixes need no PREFIX.",
    "Ctrl+Enter 运行；Ctrl+空格 补全：方向键选择，Enter 采用，Esc 关闭。已知前缀无需 PREFIX。"],
  suggestions: ["Suggestions", "建议"],
  offers: ["{n} suggestions", "{n} 条建议"],
  examples: ["Examples", "示例"],
  firstTable: ["Tools by number of risks", "按风险数列出工具"],
  firstGraph: ["What protects against what, as a graph", "谁防护什么（图）"],
  ontology: ["Terms of the ontology", "本体的术语"],
  goTo: ["Go to line {line}", "转到第 {line} 行"],
  answer: ["Answer", "答案"],
  as: ["Shown as", "显示为"],
  "as-table": ["Table", "表格"],
  "as-chart": ["Bars", "条形图"],
  "as-graph": ["Graph", "图形"],
  "as-matrix": ["Matrix", "矩阵"],
  number: ["Number", "数值"],
  download: ["{form}", "{form}"],
  yes: ["Yes", "是"],
  no: ["No", "否"],
  rows: ["Rows: {n}", "行数：{n}"],
  triples: ["Triples: {n}", "三元组：{n}"],
  noRows: ["There is no such thing in the graph.", "图谱中没有这样的内容。"],
  subject: ["subject", "主语"],
  predicate: ["predicate", "谓语"],
  object: ["object", "宾语"],
  sort: ["Sort by {name}", "按 {name} 排序"],
  range: ["{from}–{to} of {of}", "第 {from}–{to} 行，共 {of} 行"],
  before: ["Before", "上一页"],
  after: ["Next", "下一页"],
  noLinks: ["Only texts and numbers: nothing to draw. The table has them.", "只有文字与数字，没有可画的连接。请看表格。"],
  restOfGraph: ["Not drawn: {nodes} things and {links} links. The table and the files have all.", "未画出：{nodes} 个事物、{links} 条连接。表格与文件中有全部内容。"],
  literals: ["{n} triples with texts or numbers are in the table only.", "{n} 个含文字或数字的三元组仅列于表格。"],
};

/** Words that the server uses in English and that are not texts of sources. */
const CHINESE = {
  Tool: "工具", Risk: "风险", Phase: "阶段", Framework: "框架", Edition: "版本", Threat: "威胁", Control: "控制", Outcome: "成果",
  Goal: "目标", Group: "分组", Event: "事件", Paper: "论文", Dataset: "数据集", Benchmark: "基准", Book: "图书", Course: "课程",
  Article: "文章", List: "清单", Guidance: "指南", Organization: "组织", Resource: "资源", Item: "条目", StableItem: "条目", Layer: "层",
  "out of scope": "范围外", covered: "已覆盖", "partly covered": "部分覆盖", supported: "已支持", implemented: "已实施", touched: "触及",
  gap: "缺口", "not assessed": "未评估", threats: "威胁", controls: "控制", outcomes: "成果",
  protected: "防护", exercised: "测试与演示", governed: "治理", unstated: "未说明（标签）", any: "任一",
  best: "最佳", reviewed: "已审核", listed: "已列出", covers: "覆盖", "partly covers": "部分覆盖", "relates to": "相关",
  supports: "支持", implements: "实施", Covers: "覆盖", PartlyCovers: "部分覆盖", RelatesTo: "相关", Supports: "支持", Implements: "实施",
  current: "现行", legacy: "旧版", superseded: "已被取代", defined: "定义", auto: "自动", light: "浅色", dark: "深色",
  "labels that a review replaces": "被审核取代的标签", mapped: "映射", decided: "同一性裁定", known: "已知事实",
  own: "自身", max: "最大", sum: "合计", en: "英文", zh: "中文",
};
/** Verdicts in Chinese; in English the server has them. */
const VERDICTS = {
  addresses: "{by} {grade} {what}：{groups}", alsoAddresses: "；{grade}它：{groups}",
  denied: "{by} 不应对 {what}：有声明否认", unsaid: "没有陈述表明 {by} 应对 {what}",
  replaced: "{by} 不算应对 {what}：只有标签这样说，而对 {by} 的审核取代了其标签",
};
const ENGLISH = {
  PartlyCovers: "partly covers", RelatesTo: "relates to", Covers: "covers", Supports: "supports", Implements: "implements",
  unstated: "unstated (labels)", best: "best: reviewed before labels", StableItem: "Item", en: "English", zh: "Chinese",
};

/** Roles and evidence that one may choose. */
export const role = ["any", "protected", "exercised", "governed", "unstated"];
export const evidence = ["best", "reviewed", "listed"];

let chosen;
const stored = () => {
  try {
    return localStorage.getItem("language");
  } catch {
    return null;
  }
};

/** The language: `en` or `zh`. */
export const language = () => chosen ??= ["en", "zh"].find((known) => known === stored()) || (/^zh/i.test(navigator.language) ? "zh" : "en");

/** Chooses a language, for the next time too where the browser keeps such things. */
export function setLanguage(wanted) {
  if (!["en", "zh"].includes(wanted)) return;
  chosen = wanted;
  try {
    localStorage.setItem("language", wanted);
  } catch {
    // It holds as long as the page.
  }
}

/** Words by their key, with values filled in. */
export const t = (key, values = {}) => filled(WORDS[key][language() === "zh" ? 1 : 0], values);

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A word of the server, in the language of the page. */
export const word = (text) => (language() === "zh" ? CHINESE : ENGLISH)[text] ?? text;

/** Whether one thing addresses another and how far, in one sentence. */
export function verdict({ verdict: english, outcome }) {
  if (language() !== "zh") return english;
  const { how, by, edition, reaches } = outcome;
  const what = edition ? `${outcome.what}（${edition}）` : outcome.what;
  if (how !== "addresses") return filled(VERDICTS[how], { by, what });
  const group = ({ roleGroup, evidence }) => `${word(roleGroup)}（${word(evidence)}）`;
  return reaches.map(({ grade, groups }, index) => filled(index ? VERDICTS.alsoAddresses : VERDICTS.addresses,
    { by, what, grade: word(grade), groups: groups.map(group).join("、") })).join("");
}

/** What things of a class are called, by how many there are; of a class that is not ours its name. */
export function kindWord(iri, count = 1) {
  const name = iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);
  return word(name) + (language() === "en" && count !== 1 && Object.hasOwn(CHINESE, name) && name !== "Guidance" ? "s" : "");
}
