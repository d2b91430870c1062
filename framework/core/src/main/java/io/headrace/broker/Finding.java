package io.headrace.broker;

import io.headrace.error.ErrorCode;

/**
 * Something about a server that is not as it should be. It stops nobody, but messages or times are less safe than they
 * seem.
 *
 * @param code     what it is about; explained in {@code docs/reference/errors.md}
 * @param what     what may go wrong, and where; never with credentials
 * @param why      the setting or figure that was found, with its unit, and what follows from it
 * @param fix      what to do, a command where there is one
 * @param severity how soon
 */
public record Finding(ErrorCode code, String what, String why, String fix, Severity severity) {
    /** How soon something is to be done. */
    public enum Severity {
        /** Soon: messages are lost, late or not handled, or may be. */
        WARNING,

        /** When there is time: it costs memory or speed, or somebody should know. */
        ADVICE
    }

    /** A warning. */
    public Finding(ErrorCode code, String what, String why, String fix) {
        this(code, what, why, fix, Severity.WARNING);
    }

    /** Something to do when there is time. */
    public static Finding advice(ErrorCode code, String what, String why, String fix) {
        return new Finding(code, what, why, fix, Severity.ADVICE);
    }

    /** All of it in one line. */
    @Override
    public String toString() {
        return code.code() + " " + what + ": " + why + ". " + fix;
    }
}
