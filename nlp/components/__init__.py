"""The steps of the pipeline, registered with spaCy under the names that nlp/pipeline.py lists."""
