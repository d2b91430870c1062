package io.headrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A contender in a JVM of its own, on a processor of its own. All get the same heap and collector. */
final class ChildProcess implements Client {
    /** The collector is what a JVM on one processor takes by itself. */
    static final List<String> JVM_ARGUMENTS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

    private final Process process;
    private final PrintStream jobs;
    private final BufferedReader answers;

    ChildProcess(Contender.Name contender) {
        this.process = start(contender);
        this.jobs = new PrintStream(process.getOutputStream(), true, UTF_8);
        this.answers = process.inputReader(UTF_8);
    }

    @Override
    public Measurement run(Job job, Runnable started) {
        try {
            jobs.println(Child.JSON.writeValueAsString(job));
            String answer = answer();
            if (answer.equals(Child.STARTED)) {
                started.run();
                answer = answer();
            }
            if (answer.startsWith(Child.FAILED)) {
                throw new IllegalStateException(answer.substring(Child.FAILED.length()));
            }
            return Child.JSON.readValue(answer, Measurement.class);
        } catch (IOException failure) {
            throw new IllegalStateException("no answer from its JVM: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        jobs.close();
        process.destroy();
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Child.MARK)) {
                return line.substring(Child.MARK.length());
            }
            System.err.println(line);
        }
        throw new IllegalStateException("its JVM ended; see what it printed above");
    }

    private static Process start(Contender.Name contender) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(JVM_ARGUMENTS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), contender.name()));
        try {
            return new ProcessBuilder(Processors.pinnedContender(command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot start a JVM for " + contender.label(), failure);
        }
    }
}
