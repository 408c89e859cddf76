"""Matching on many machines: people as Parquet files, one shard a file, batches of needs over dask.distributed."""
