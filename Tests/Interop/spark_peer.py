"""Apache Spark 3.5 with Iceberg Java on a SQL catalog of ours: runs statements, prints one JSON array of results.

Usage: spark_peer.py DATABASE CATALOG WAREHOUSE < statements (one a line)
"""
import base64
import datetime
import decimal
import glob
import json
import os
import sys

import snowpark_connect_deps_iceberg
from pyspark.sql import Row, SparkSession

# Debian's libxerial-sqlite-jdbc-java and -jni.
DRIVER = "/usr/share/java/sqlite-jdbc.jar"
NATIVE = "/usr/lib/x86_64-linux-gnu/jni:/usr/lib/aarch64-linux-gnu/jni:/usr/lib/jni"


def session(database, catalog, warehouse):
    folder = os.path.join(os.path.dirname(snowpark_connect_deps_iceberg.__file__), "jars")
    jars = glob.glob(os.path.join(folder, "iceberg-spark-runtime-3.5_2.12-*.jar")) + [DRIVER]
    name = f"spark.sql.catalog.{catalog}"
    settings = {
        "spark.jars": ",".join(jars), "spark.driver.extraClassPath": ":".join(jars),
        "spark.driver.extraJavaOptions": f"-Djava.library.path={NATIVE}",
        "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.driver.memory": "1g",
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        name: "org.apache.iceberg.spark.SparkCatalog", f"{name}.catalog-impl": "org.apache.iceberg.jdbc.JdbcCatalog",
        f"{name}.uri": f"jdbc:sqlite:{database}", f"{name}.jdbc.schema-version": "V1",
        f"{name}.warehouse": warehouse, f"{name}.cache-enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def plain(value):
    """A value as the tests compare it."""
    if isinstance(value, Row):
        return {key: plain(inner) for key, inner in value.asDict().items()}
    if isinstance(value, dict):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b16encode(bytes(value)).decode()
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, (datetime.date, decimal.Decimal)):
        return str(value)
    return value


def main():
    spark = session(*sys.argv[1:4])
    results = []
    for statement in sys.stdin.read().splitlines():
        if statement.strip():
            results.append([[plain(value) for value in row] for row in spark.sql(statement).collect()])
    print(json.dumps(results))


main()
