// Notebook and SQL text for verbose logs: several kilobytes, with quotes, back-slashes, newlines, tabs, control characters and
// characters beyond ASCII, because that is what a scanner has to get through. Never contains a wanted action name.
import type { Random } from './prng.ts';

const fragments: readonly string[] = [
  'from pyspark.sql import functions as F, Window as W\n',
  'df = spark.read.format("delta").load("s3://example-lake/bronze/events")\n',
  "daily = df.groupBy(F.to_date('ts').alias('day'), 'country').agg(F.sum('amount').alias('sum'))\n",
  'pattern = r"^(?P<host>[\\w.-]+)\\s+\\[(?P<time>[^\\]]+)\\]\\s+\\"(?P<request>[^\\"]*)\\"\\s+(?P<status>\\d{3})"\n',
  '# Überprüfung: Größe der Tabelle – 予約の一覧 – проверка данных – ✅ 🚀\n',
  "for name in ['orders', 'customers', 'line items']:\n\tspark.table(f'main.sales.`{name}`').createOrReplaceTempView(name.replace(' ', '_'))\n",
  'spark.conf.set("spark.sql.shuffle.partitions", "auto"); dbutils.widgets.text("date", "2026-03-01")\n',
  'SELECT o.id, c."name", COUNT(*) AS n\r\n  FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.id\r\n WHERE o.status <> \'cancelled\'\r\n',
  'result = requests.post(url, headers={"Content-Type": "application/json"}, data=json.dumps({"a": [1, 2, 3], "b": "\\u00e9"}))\n',
  'print("\u001b[32mdone\u001b[0m", {k: v for k, v in sorted(stats.items(), key=lambda kv: -kv[1])[:20]})\n',
  'display(daily.withColumn("rank", F.row_number().over(W.partitionBy("country").orderBy(F.desc("sum")))))\n',
  'html = "<table class=\\"wide\\"><tr><td>&amp;</td></tr></table>"; path = "C:\\\\data\\\\export\\\\\n"\n',
];

/** About `bytes` of command text, cut at a fragment. */
export function commandText(random: Random, bytes: number): string {
  let text = '';
  while (text.length < bytes) text += random.chance(0.1) ? `v_${random.hex(6)} = ${random.int(1_000_000)}\n` : random.pick(fragments);
  return text;
}

/** A length between a one-liner and about 8 kB, short ones far more often. */
export function commandLength(random: Random): number {
  return 80 + Math.floor((random.int(1000) * random.int(1000) * 8) / 1000);
}
