package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headrace.Headrace;
import io.headrace.HeadraceOptions;
import io.headrace.error.HeadraceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;

/** What is thrown by a connect that fails. */
final class Failures {
    private Failures() {}

    static HeadraceException failureOf(String uri) {
        return failureOf(uri, options -> options);
    }

    static HeadraceException failureOf(String uri, UnaryOperator<HeadraceOptions> options) {
        HeadraceException failure = catchThrowableOfType(
                HeadraceException.class, () -> Headrace.connect(uri, options).close());
        assertThat(failure).as("failure to connect to " + uri).isNotNull();
        return failure;
    }

    /** Message, causes and stack traces. */
    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
