package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * The contender's process. For every job, one line of JSON, it answers {@code started}, then the measurement as a line of
 * JSON or {@code failed} and why. Its answers are marked, since the JVM may print lines too. It ends with its input.
 */
final class Child {
    static final String MARK = "answer: ";
    static final String STARTED = "started";
    static final String FAILED = "failed ";
    static final ObjectMapper JSON = new ObjectMapper();

    private Child() {}

    /** Takes the name of the contender. */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (Runner runner = new Runner(Contender.Name.valueOf(args[0]))) {
            for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
                Job job = JSON.readValue(line, Job.class);
                answers.println(MARK + answer(runner, job, answers));
            }
        }
        System.exit(0); // whatever threads a contender left
    }

    private static String answer(Runner runner, Job job, PrintStream answers) throws IOException {
        try {
            return JSON.writerFor(Measurement.class)
                    .writeValueAsString(runner.run(job, () -> answers.println(MARK + STARTED)));
        } catch (RuntimeException failure) {
            return FAILED + failure.getMessage();
        }
    }
}
