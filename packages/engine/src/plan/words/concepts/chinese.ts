/** Common headers in Chinese, in simplified characters (names are brought to these before they are looked up). */
export const chinese = `
name: 名称 名字 品名 名
full name: 姓名 全名
last name: 姓 姓氏
title: 标题 题目 主题 片名 书名
person: 人 人员
author: 作者 作家 撰稿人 记者
date: 日期 日
time: 时间 时刻 场次
created: 创建时间 创建日期 建立时间 注册时间
updated: 更新时间 修改时间 更新日期
published: 发布 发表 上映 出版 刊登 发行日期 发布时间 发表时间 发布日期 上映日期
url: 网址 链接 连结 网页
website: 网站 官网
content: 内容 正文 文章
article: 文章 新闻 帖子
summary: 摘要 简介 简述 介绍 概要
description: 说明 描述 简述 详情 商品说明
note: 备注 注释 附注
price: 价格 价钱 售价 定价 价
unit price: 单价
total: 总价 总额 合计 总计 总
amount: 金额 数额
fee: 费 费用 管理费
currency: 币种 货币
quantity: 数量 件数
stock: 库存 存货 剩余
category: 类别 分类 类目 种类
type: 类型 类 型态
brand: 品牌 厂牌 牌子
product: 商品 产品 物品 货品 品项
rating: 评分 评价 评级 分数 得分
reviews: 评论数 评价数
address: 地址 住址
location: 位置 地点 产地 所在地 场所
country: 国家 国别
city: 城市
region: 地区 区域
state: 省份 省
postcode: 邮编 邮政编码 邮递区号
phone: 电话 电话号码 联系电话
mobile: 手机 手机号 手机号码
email: 邮箱 电子邮件 电邮 电子邮箱 邮件
company: 公司 企业 单位
supplier: 供应商 厂商
manufacturer: 发行公司 制造商
department: 部门 科室
job title: 职位 职务 岗位
employee: 员工 职员
customer: 客户 顾客 买家
contact: 联系人 联络人
order: 订单
order number: 订单号 订单编号
id: 编号 序号 识别码
number: 号码 号
code: 代码 编码
status: 状态 情况
gender: 性别
age: 年龄 龄
building age: 屋龄 楼龄
birthday: 生日 出生日期
source: 来源 出处
image: 图片 照片 图像
tags: 标签 关键词
area: 面积 坪数 总坪数 建坪
floor: 楼层 楼
layout: 格局 户型
orientation: 朝向 座向 方位
parking: 车位 停车位
building: 建物 建筑 大楼 房屋
duration: 片长 时长 期间
start: 开始 开始时间 开始日期
end: 结束 结束时间 结束日期
language: 语言
director: 导演
views: 浏览 浏览数 点阅 人气
`

/** Traditional characters of headers and their simplified form, pair by pair. */
export const simplifiedForms =
  '標标題题價价錢钱單单總总數数類类樓楼層层連连結结發发佈布時时間间產产評评說说簡简網网頁页電电話话機机號号碼码編编訂订額额費费稱称屋屋齡龄廳厅衛卫園园區区國国縣县鎮镇鄉乡門门職职務务員员廠厂庫库貨货買买賣卖圖图書书報报記记聞闻導导開开關关態态環环節节場场觀观實实業业資资訊讯庄庄體体歲岁長长寬宽徑径設设備备註注語语視视聽听點点閱阅覽览載载達达進进運运輸输車车輛辆廣广東东陽阳邊边間间剩剩餘余廣广來来處处應应試试學学號号張张獎奖戶户對对選选擇择檢检測测獲获種种類类質质級级製制規规則则幣币匯汇櫃柜臺台灣湾據据郵邮遞递聯联絡络領领鐘钟內内歷历參参與与協协會会'
