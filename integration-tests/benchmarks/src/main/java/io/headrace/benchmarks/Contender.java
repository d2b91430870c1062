package io.headrace.benchmarks;

/** A way to consume a stream: connected when made, used for one {@link Job}. */
interface Contender extends AutoCloseable {
    /** Begins to take messages. */
    void start();

    /** How many messages the server has confirmed as acked. Asked every millisecond. */
    long acked();

    @Override
    void close();

    /** What is done with a message. Throwing means that it shall be done again, 100 ms later. */
    @FunctionalInterface
    interface Handling {
        void handle(Event event) throws Exception;
    }

    /** Makes a contender for a job. */
    @FunctionalInterface
    interface Factory {
        Contender open(Job job, Handling handling);
    }

    /** The contenders that there are. */
    enum Name implements Factory {
        RAW_LETTUCE("raw-lettuce"),
        SPRING_DOCS("spring-docs"),
        SPRING_TUNED("spring-tuned"),
        HEADRACE("headrace");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        /** As in the tables. */
        String label() {
            return label;
        }

        @Override
        public Contender open(Job job, Handling handling) {
            return switch (this) {
                case RAW_LETTUCE -> RawLettuce.open(job, handling);
                case SPRING_DOCS -> new SpringDocumented(job, handling);
                case SPRING_TUNED -> new SpringTuned(job, handling);
                case HEADRACE -> new HeadraceContender(job, handling);
            };
        }
    }
}
