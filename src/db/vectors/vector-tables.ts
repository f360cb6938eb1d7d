/** Tables whose rows may have vectors, in `<table>_vector` and `<table>_sketch`. */
export const VECTOR_TABLES = [
  "memory_item",
  "ingest_segment",
  "conversation_message",
  "document_chunk",
  "graph_node",
] as const;
