package io.headrace.examples.accesslog;

/** A line that is not in Apache's combined log format. */
final class MalformedLineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String problem;

    MalformedLineException(String problem) {
        super(problem);
        this.problem = problem;
    }

    /** What is wrong, and at which column; also the message. */
    String problem() {
        return problem;
    }
}
