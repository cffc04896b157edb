//! Executors: the trait, the shared ledger, the synchronous executor and the conformance suite.
