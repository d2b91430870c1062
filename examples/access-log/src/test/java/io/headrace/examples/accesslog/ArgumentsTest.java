package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private final Printed out = new Printed();
    private final Printed err = new Printed();

    @Test
    void noArguments_meanAServerOfItsOwn() {
        assertThat(Arguments.parse()).isEqualTo(new Arguments(null, false));
    }

    @Test
    void redis_takesTheUriAfterIt() {
        assertThat(Arguments.parse("--redis", "redis://h:1")).isEqualTo(new Arguments("redis://h:1", false));
    }

    @Test
    void help_isPrintedAndNothingRuns() {
        int exitCode = AccessLogJob.execute(out.stream(), err.stream(), "--help");

        assertThat(exitCode).isZero();
        assertThat(out.text()).isEqualTo(Arguments.HELP);
        assertThat(err.text()).isEmpty();
    }

    @Test
    void unknownArgument_isOneLineAndExitCode2() {
        int exitCode = AccessLogJob.execute(out.stream(), err.stream(), "--redsi", "redis://h:1");

        assertThat(exitCode).isEqualTo(2);
        assertThat(out.text()).isEmpty();
        assertThat(err.text()).isEqualTo("Unknown argument \"--redsi\"; --help lists those there are.\n");
    }

    @Test
    void redisWithoutUri_isOneLineAndExitCode2() {
        int exitCode = AccessLogJob.execute(out.stream(), err.stream(), "--redis", "--help");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.text()).isEqualTo("--redis needs a URI after it, for example redis://127.0.0.1:6379.\n");
    }

    @Test
    void badUri_isOneLineAndExitCode1() {
        int exitCode = AccessLogJob.execute(out.stream(), err.stream(), "--redis", "nonsense:");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.text().lines()).hasSize(1).first().asString().startsWith("The job failed: HR-");
    }
}
