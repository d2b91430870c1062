package io.headrace.benchmarks;

/** Told what runs and what came of it, in one line each. */
interface Progress {
    /** Tells nobody. */
    Progress NONE = new Progress() {
        @Override
        public void running(String what) {}

        @Override
        public void ran(String what) {}
    };

    /** This begins. */
    void running(String what);

    /** This has ended. */
    void ran(String what);
}
