"""The SQL that Table API calls become."""

import datetime
import decimal
import json
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import fake_engine

from pyflink._mullion import wire
from pyflink.common import Instant, Row, Types
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import (DataTypes, EnvironmentSettings, FormatDescriptor, Schema, StreamTableEnvironment, TableDescriptor,
                           TableEnvironment)
from pyflink.table.expressions import (CURRENT_RANGE, UNBOUNDED_RANGE, call, call_sql, col, concat, if_then_else, lit,
                                       null_of, range_, row_interval, with_columns, without_columns)
from pyflink.table.expression import JsonType, TimeIntervalUnit
from pyflink.table.window import Over, Session, Slide, Tumble
from pyflink.util.exceptions import TableException


class SqlTest(unittest.TestCase):
    """Each test builds tables on the fake engine."""

    def setUp(self):
        self.engine = fake_engine.FakeEngine()
        self.addCleanup(wire.use, wire.use(self.engine))
        self.t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
        self.orders = self.t_env.from_path("orders")

    def assert_sql(self, table, expected):
        self.assertEqual(table._relation.sql(), expected)

    def expression(self, expr):
        return self.orders.select(expr.alias("x"))._relation.sql().removeprefix("SELECT ").removesuffix(" AS `x` FROM `orders`")


class Rows(SqlTest):
    def test_select_and_where_are_one_select(self):
        self.assert_sql(self.orders.where(col("amount") > 5).select(col("client"), (col("amount") * 2).alias("twice")),
                        "SELECT `client` AS `client`, (`amount` * 2) AS `twice` FROM `orders` WHERE (`amount` > 5)")

    def test_filter_after_select_sees_its_columns(self):
        table = self.orders.select((col("amount") + 1).alias("more")).filter(col("more") > 1)
        self.assert_sql(table, "SELECT * FROM (SELECT (`amount` + 1) AS `more` FROM `orders`) WHERE (`more` > 1)")

    def test_order_offset_and_fetch_are_one_cut(self):
        table = self.orders.order_by(col("amount").desc, col("client")).offset(1).fetch(2)
        self.assert_sql(table, "SELECT * FROM `orders` ORDER BY `amount` DESC NULLS FIRST, `client` ASC NULLS LAST OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY")

    def test_a_second_fetch_cuts_what_the_first_left(self):
        self.assert_sql(self.orders.fetch(5).fetch(2), "SELECT * FROM (SELECT * FROM `orders` FETCH NEXT 5 ROWS ONLY) "
                                                       "FETCH NEXT 2 ROWS ONLY")

    def test_distinct(self):
        self.assert_sql(self.t_env.from_path("clients").distinct(), "SELECT DISTINCT * FROM `clients`")

    def test_sql_query_is_taken_as_it_is(self):
        self.assert_sql(self.t_env.sql_query("SELECT `id` AS `id` FROM `clients`;"), "SELECT `id` AS `id` FROM `clients`")

    def test_unknown_columns_of_attributes_are_named(self):
        with self.assertRaisesRegex(AttributeError, "no column 'nope'"):
            self.orders.nope

    def test_text_in_the_place_of_a_column_is_refused_with_the_way_out(self):
        with self.assertRaisesRegex(TableException, "col\\('client'\\)"):
            self.orders.select("client")


class Columns(SqlTest):
    def setUp(self):
        super().setUp()
        self.clients = self.t_env.from_path("clients")

    def test_added_columns_come_last(self):
        self.assert_sql(self.clients.add_columns(concat(col("name"), "!").alias("loud")),
                        "SELECT `id` AS `id`, `name` AS `name`, CONCAT(`name`, '!') AS `loud` FROM `clients`")

    def test_a_replaced_column_keeps_its_place(self):
        self.assert_sql(self.clients.add_or_replace_columns((col("id") * 10).alias("id"), lit(1).alias("one")),
                        "SELECT (`id` * 10) AS `id`, `name` AS `name`, 1 AS `one` FROM `clients`")

    def test_rename_and_drop(self):
        self.assert_sql(self.clients.rename_columns(col("name").alias("who")),
                        "SELECT `id` AS `id`, `name` AS `who` FROM `clients`")
        self.assert_sql(self.clients.drop_columns(col("name")), "SELECT `id` AS `id` FROM `clients`")

    def test_alias_renames_from_the_first(self):
        self.assert_sql(self.clients.alias("a"), "SELECT `id` AS `a`, `name` AS `name` FROM `clients`")

    def test_ranges(self):
        self.assert_sql(self.orders.select(with_columns(range_(1, 2), col("ts"))),
                        "SELECT `client` AS `client`, `amount` AS `amount`, `ts` AS `ts` FROM `orders`")
        self.assert_sql(self.orders.select(without_columns(range_("item", "payload"))),
                        "SELECT `client` AS `client`, `amount` AS `amount` FROM `orders`")

    def test_a_row_is_flattened_with_flinks_names(self):
        self.assert_sql(self.orders.select(col("payload").get("pos").flatten),
                        "SELECT `payload`.`pos`.`x` AS `payload$pos$x`, `payload`.`pos`.`y` AS `payload$pos$y` FROM `orders`")

    def test_fields_by_position_take_the_name_of_the_type(self):
        self.assertEqual(self.expression(col("payload").get(0)), "`payload`.`kind`")

    def test_names_of_what_has_none(self):
        # ProjectionOperationFactory: _c and the place in the list; a cast adds its type, a field its name.
        table = self.orders.select(col("client"), col("amount") + 1, col("item").cast(DataTypes.BYTES()), col("payload").kind)
        self.assertEqual(table.get_schema().get_field_names(), ["client", "_c1", "item-BYTES", "payload$kind"])

    def test_a_name_that_comes_twice_is_refused(self):
        with self.assertRaisesRegex(TableException, "Ambiguous column name: client"):
            self.orders.select(col("client"), col("client"))


class Groups(SqlTest):
    def test_group_by(self):
        table = self.orders.group_by(col("client")).select(col("client"), col("amount").sum, col("item").count.distinct.alias("n"))
        self.assert_sql(table, "SELECT `client` AS `client`, SUM(`amount`) AS `EXPR$0`, COUNT(DISTINCT `item`) AS `n` "
                               "FROM `orders` GROUP BY `client`")

    def test_aggregates_without_a_group(self):
        self.assert_sql(self.orders.select(col("amount").max.alias("top")), "SELECT MAX(`amount`) AS `top` FROM `orders`")

    def test_a_named_key_stands_for_its_expression(self):
        table = self.orders.group_by((col("amount") % 3).alias("k")).select(col("k"), col("amount").sum0.alias("s"))
        self.assert_sql(table, "SELECT MOD(`amount`, 3) AS `k`, COALESCE(SUM(`amount`), 0) AS `s` FROM `orders` "
                               "GROUP BY MOD(`amount`, 3)")

    def test_tumbling_windows_are_group_windows(self):
        table = (self.orders.window(Tumble.over(lit(1).minutes).on(col("ts")).alias("w"))
                 .group_by(col("w"), col("client"))
                 .select(col("client"), col("w").start.alias("window_start"), col("w").end.alias("window_end"),
                         col("amount").sum.alias("total_amount")))
        window = "(`ts`, INTERVAL '1' MINUTE)"
        self.assert_sql(table, f"SELECT `client` AS `client`, TUMBLE_START{window} AS `window_start`, "
                               f"TUMBLE_END{window} AS `window_end`, SUM(`amount`) AS `total_amount` FROM `orders` "
                               f"GROUP BY TUMBLE{window}, `client`")

    def test_sliding_windows_take_slide_then_size(self):
        table = (self.orders.window(Slide.over(lit(90).seconds).every(lit(1500).millis).on(col("ts")).alias("w"))
                 .group_by(col("w")).select(col("w").rowtime, col("w").end))
        window = "(`ts`, INTERVAL '0 00:00:01.500' DAY(2) TO SECOND(3), INTERVAL '90' SECOND)"
        self.assert_sql(table, f"SELECT HOP_ROWTIME{window} AS `EXPR$0`, HOP_END{window} AS `EXPR$1` FROM `orders` "
                               f"GROUP BY HOP{window}")

    def test_sessions(self):
        table = (self.orders.window(Session.with_gap(lit(100).hours).on(self.orders.ts).alias("s"))
                 .group_by(col("s"), col("client")).select(col("amount").avg.alias("mean")))
        self.assert_sql(table, "SELECT AVG(`amount`) AS `mean` FROM `orders` "
                               "GROUP BY SESSION(`ts`, INTERVAL '100' HOUR(3)), `client`")

    def test_windows_of_rows_are_over_windows_at_every_row_that_completes_one(self):
        table = (self.orders.window(Slide.over(row_interval(4)).every(row_interval(2)).on(col("pt")).alias("w"))
                 .group_by(col("w"), col("item")).select(col("item"), col("amount").sum.alias("total")))
        over = "OVER (PARTITION BY `item` ORDER BY `pt` ROWS BETWEEN "
        self.assert_sql(table, f"SELECT `key$0` AS `item`, `aggregate$0` AS `total` FROM (SELECT `item` AS `key$0`, "
                               f"SUM(`amount`) {over}3 PRECEDING AND CURRENT ROW) AS `aggregate$0`, `row$number` FROM "
                               f"(SELECT *, COUNT(*) {over}UNBOUNDED PRECEDING AND CURRENT ROW) AS `row$number` FROM `orders`)) "
                               f"WHERE `row$number` >= 4 AND MOD(`row$number` - 4, 2) = 0")

    def test_a_window_must_be_grouped_by(self):
        window = Tumble.over(lit(1).minutes).on(col("ts")).alias("w")
        with self.assertRaisesRegex(TableException, "exactly one window alias"):
            self.orders.window(window).group_by(col("client"))

    def test_window_properties_need_a_window(self):
        with self.assertRaisesRegex(TableException, "Window properties can only be used on windowed tables"):
            self.orders.group_by(col("client")).select(col("w").start)

    def test_over_windows(self):
        window = Over.partition_by(col("client")).order_by(col("ts"))
        self.assert_sql(self.orders.over_window(window.preceding(UNBOUNDED_RANGE).following(CURRENT_RANGE).alias("w"))
                        .select(col("amount").sum.over(col("w")).alias("s")),
                        "SELECT SUM(`amount`) OVER (PARTITION BY `client` ORDER BY `ts` RANGE BETWEEN UNBOUNDED PRECEDING AND "
                        "CURRENT ROW) AS `s` FROM `orders`")
        self.assert_sql(self.orders.over_window(window.preceding(row_interval(1)).alias("w"))
                        .select(col("amount").max.over("w").alias("s")),
                        "SELECT MAX(`amount`) OVER (PARTITION BY `client` ORDER BY `ts` ROWS BETWEEN 1 PRECEDING AND CURRENT "
                        "ROW) AS `s` FROM `orders`")


class TwoTables(SqlTest):
    def test_the_condition_of_a_join_may_follow_it(self):
        table = self.orders.join(self.t_env.from_path("clients")).where(col("client") == col("id")).select(col("name"))
        self.assert_sql(table, "SELECT `name` AS `name` FROM `orders` JOIN `clients` ON TRUE WHERE (`client` = `id`)")

    def test_outer_join_of_a_query(self):
        right = self.t_env.from_path("clients").where(col("id") > 1)
        self.assert_sql(self.orders.left_outer_join(right, col("client") == col("id")).select(col("name")),
                        "SELECT `name` AS `name` FROM `orders` LEFT JOIN (SELECT * FROM `clients` WHERE (`id` > 1)) "
                        "ON (`client` = `id`)")

    def test_columns_of_one_name_are_refused(self):
        with self.assertRaisesRegex(TableException, "ambiguous names: \\[id, name\\]"):
            self.t_env.from_path("clients").join(self.t_env.from_path("clients"))

    def test_union_and_in(self):
        ids = self.t_env.from_path("clients").select(col("id"))
        self.assert_sql(ids.union_all(ids), "(SELECT `id` AS `id` FROM `clients`) UNION ALL (SELECT `id` AS `id` FROM `clients`)")
        self.assert_sql(self.orders.where(col("client").in_(ids)),
                        "SELECT * FROM `orders` WHERE (`client` IN (SELECT `id` AS `id` FROM `clients`))")


class Expressions(SqlTest):
    def test_literals(self):
        cases = [(lit(-3), "(-3)"), (lit(1.5), "1.5E0"), (lit(1e-7), "1e-07"), (lit(True), "TRUE"), (lit("it's"), "'it''s'"),
                 (lit(decimal.Decimal("10.50")), "10.50"), (lit(datetime.date(2024, 2, 29)), "DATE '2024-02-29'"),
                 (lit(datetime.datetime(2024, 2, 29, 1, 2, 3, 250000)), "TIMESTAMP '2024-02-29 01:02:03.25'"),
                 (lit(b"\x01\xff"), "X'01ff'"), (lit(None), "NULL"), (lit(7, DataTypes.BIGINT()), "CAST(7 AS BIGINT)"),
                 (lit(3).days, "INTERVAL '3' DAY"), (lit(2).weeks, "INTERVAL '14' DAY"), (lit(5).quarters, "INTERVAL '15' MONTH"),
                 (lit(2).years, "INTERVAL '2' YEAR"), (null_of(DataTypes.INT()), "CAST(NULL AS INT)")]
        for expr, sql in cases:
            with self.subTest(sql):
                self.assertEqual(self.expression(expr), sql)

    def test_operators(self):
        cases = [(10 - col("client"), "(10 - `client`)"), (col("client") ** 2, "POWER(`client`, 2)"),
                 (~(col("client") > 2), "((`client` > 2) IS NOT TRUE)"), (-col("client"), "(-`client`)"),
                 ((col("client") == 1) | (col("client") == 4), "((`client` = 1) OR (`client` = 4))"),
                 (col("item") + "x", "(`item` || 'x')"), (col("client").between(-3, 7), "(`client` BETWEEN (-3) AND 7)"),
                 (col("client").in_(1, 3), "(`client` IN (1, 3))"), (col("item").is_not_null, "(`item` IS NOT NULL)"),
                 (if_then_else(col("client") > 5, "big", "small"), "CASE WHEN (`client` > 5) THEN 'big' ELSE 'small' END")]
        for expr, sql in cases:
            with self.subTest(sql):
                self.assertEqual(self.expression(expr), sql)

    def test_functions_with_a_syntax_of_their_own(self):
        item, ts = col("item"), col("ts")
        cases = [(item.trim_leading(), "TRIM(LEADING ' ' FROM `item`)"), (lit("o").position(item), "POSITION('o' IN `item`)"),
                 (item.overlay("x", 2, 3), "OVERLAY(`item` PLACING 'x' FROM 2 FOR 3)"), (item.substring(2, 4), "SUBSTRING(`item`, 2, 4)"),
                 (item.like("%a%", "!"), "(`item` LIKE '%a%' ESCAPE '!')"), (ts.extract(TimeIntervalUnit.DAY), "EXTRACT(DAY FROM `ts`)"),
                 (ts.floor(TimeIntervalUnit.HOUR), "FLOOR(`ts` TO HOUR)"), (item.is_json(JsonType.OBJECT), "(`item` IS JSON OBJECT)"),
                 (item.to_timestamp, "CAST(`item` AS TIMESTAMP(3))"), (item.try_cast(DataTypes.INT()), "TRY_CAST(`item` AS INT)"),
                 (call("upper", item), "UPPER(`item`)"), (call_sql("a + 1"), "(a + 1)"), (item[1], "`item`[1]")]
        for expr, sql in cases:
            with self.subTest(sql):
                self.assertEqual(self.expression(expr), sql)

    def test_an_expression_has_no_truth_value(self):
        with self.assertRaisesRegex(ValueError, "& for and"):
            bool(col("a") == 1 and col("b") == 2)


class Elements(SqlTest):
    def test_names_and_inferred_types(self):
        self.assert_sql(self.t_env.from_elements([(None, "Hi"), (2, None)], ["i", "s"]),
                        "SELECT * FROM (VALUES (CAST(NULL AS BIGINT), CAST('Hi' AS STRING)), (CAST(2 AS BIGINT), "
                        "CAST(NULL AS STRING))) AS `elements`(`i`, `s`)")

    def test_columns_without_nulls_are_nullable_by_a_row_that_is_filtered_out(self):
        self.assert_sql(self.t_env.from_elements([(1,)], ["i"]),
                        "SELECT `i` AS `i` FROM (VALUES (CAST(1 AS BIGINT), TRUE), (CAST(NULL AS BIGINT), FALSE)) AS "
                        "`elements`(`i`, `element$`) WHERE `element$`")

    def test_positional_names(self):
        self.assertEqual(self.t_env.from_elements([(1, "Hi")]).get_schema().get_field_names(), ["_1", "_2"])

    def test_rows_dictionaries_and_types(self):
        row_type = DataTypes.ROW([DataTypes.FIELD("id", DataTypes.INT().not_null()),
                                  DataTypes.FIELD("tags", DataTypes.ARRAY(DataTypes.STRING()))])
        self.assert_sql(self.t_env.from_elements([Row(3, None), {"id": 4, "tags": ["x"]}], row_type),
                        "SELECT * FROM (VALUES (CAST(3 AS INT), CAST(NULL AS ARRAY<STRING>)), (CAST(4 AS INT), "
                        "CAST(ARRAY[CAST('x' AS STRING)] AS ARRAY<STRING>))) AS `elements`(`id`, `tags`)")

    def test_arrays_and_maps_without_elements_have_a_type(self):
        row_type = DataTypes.ROW([DataTypes.FIELD("tags", DataTypes.ARRAY(DataTypes.INT()))])
        self.assert_sql(self.t_env.from_elements([([],), (None,)], row_type),
                        "SELECT * FROM (VALUES (CAST(ARRAY_REMOVE(ARRAY[CAST(NULL AS INT)], CAST(NULL AS INT)) AS ARRAY<INT>)), "
                        "(CAST(NULL AS ARRAY<INT>))) AS `elements`(`tags`)")

    def test_values_that_do_not_fit_are_refused(self):
        with self.assertRaisesRegex(TypeError, "field a: INT can not accept object 'x'"):
            self.t_env.from_elements([("x",)], DataTypes.ROW([DataTypes.FIELD("a", DataTypes.INT())]))
        with self.assertRaisesRegex(ValueError, "out of range"):
            self.t_env.from_elements([(128,)], DataTypes.ROW([DataTypes.FIELD("a", DataTypes.TINYINT())]))
        with self.assertRaisesRegex(ValueError, "cannot be determined"):
            self.t_env.from_elements([(None,)], ["a"])


class Streams(SqlTest):
    def test_a_collection_becomes_a_table_with_the_schemas_columns(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with unittest.mock.patch.dict(os.environ, {"MULLION_SCRATCH": folder.name}):
            env = StreamExecutionEnvironment.get_execution_environment()
            stream = env.from_collection([(Instant.of_epoch_milli(1500), "Alice", 110.1)],
                                         type_info=Types.ROW([Types.INSTANT(), Types.STRING(), Types.FLOAT()]))
            schema = (Schema.new_builder().column_by_expression("ts", "CAST(f0 AS TIMESTAMP_LTZ(3))")
                      .column("f1", DataTypes.STRING()).watermark("ts", "ts - INTERVAL '3' SECOND").build())
            with self.assertRaisesRegex(TableException, "datastream_source"):  # the fake engine declares no tables
                StreamTableEnvironment.create(env).from_data_stream(stream, schema)
        self.assertIn("(`f0` TIMESTAMP_LTZ(3), `f2` FLOAT, `ts` AS CAST(f0 AS TIMESTAMP_LTZ(3)),\n  `f1` STRING,\n  "
                      "WATERMARK FOR `ts` AS ts - INTERVAL '3' SECOND) WITH ('connector' = 'filesystem'", self.engine.statements[-1])
        (file,) = Path(folder.name).iterdir()
        self.assertEqual(json.loads(file.read_text()), {"f0": "1970-01-01T00:00:01.500Z", "f1": "Alice", "f2": 110.1})


class Statements(SqlTest):
    def last(self):
        return self.engine.statements[-1]

    def test_execute_insert(self):
        self.orders.select(col("client")).execute_insert("cat.db.sink", overwrite=True)
        self.assertEqual(self.last(), "INSERT OVERWRITE `cat`.`db`.`sink` SELECT `client` AS `client` FROM `orders`")

    def test_statement_sets_run_as_one_statement(self):
        statements = self.t_env.create_statement_set()
        statements.add_insert("a", self.orders.select(col("client"))).add_insert_sql("INSERT INTO b SELECT 1;")
        self.assertEqual(statements.explain().splitlines()[0], "== Abstract Syntax Tree ==")
        statements.execute()
        self.assertEqual(self.last(), "EXECUTE STATEMENT SET BEGIN INSERT INTO `a` SELECT `client` AS `client` FROM `orders`; "
                                      "INSERT INTO b SELECT 1; END")

    def test_descriptors_become_ddl(self):
        descriptor = (TableDescriptor.for_connector("kafka")
                      .schema(Schema.new_builder().column("id", DataTypes.BIGINT().not_null()).column("at", "STRING")
                              .column_by_expression("ts", "TO_TIMESTAMP(`at`)")
                              .column_by_metadata("offset", DataTypes.BIGINT(), is_virtual=True)
                              .watermark("ts", "ts - INTERVAL '5' SECOND").primary_key("id").build())
                      .option("topic", "t").format(FormatDescriptor.for_format("json").option("ignore-parse-errors", True).build())
                      .partitioned_by("at").comment("it's").build())
        self.t_env.create_temporary_table("readings", descriptor)
        self.assertEqual(" ".join(self.last().split()),
                         "CREATE TEMPORARY TABLE `readings` ( `id` BIGINT NOT NULL, `at` STRING, `ts` AS TO_TIMESTAMP(`at`), "
                         "`offset` BIGINT METADATA VIRTUAL, WATERMARK FOR `ts` AS ts - INTERVAL '5' SECOND, "
                         "PRIMARY KEY (`id`) NOT ENFORCED ) COMMENT 'it''s' PARTITIONED BY (`at`) WITH ('connector' = 'kafka', "
                         "'topic' = 't', 'format' = 'json', 'json.ignore-parse-errors' = 'true')")

    def test_settings_reach_the_engine_by_every_spelling(self):
        config = self.t_env.get_config()
        config.set("pipeline.name", "it's").set_local_timezone("Asia/Tokyo")
        config.get_configuration().set_string("a", "b")
        self.assertEqual(self.engine.statements, ["SET 'pipeline.name' = 'it''s'", "SET 'table.local-time-zone' = 'Asia/Tokyo'",
                                                  "SET 'a' = 'b'"])
        self.assertEqual(config.get("a", "?"), "b")


if __name__ == "__main__":
    unittest.main()
