package io.headrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Keeps the record of a run in the build directory: rows as they come, failures as they come, and in the end the table as
 * Markdown. JUnit finds it by its name in {@code META-INF/services}.
 */
public final class FaultRun implements TestExecutionListener {
    /** What the lines of failures begin with; other lines tell of what could not be staged on this machine. */
    static final String FAILED = "FAILED ";

    private static final Path DIRECTORY = Path.of(System.getProperty("headrace.faults.directory", "target"));

    /** For JUnit. */
    public FaultRun() {}

    static Path troubles(Path directory) {
        return directory.resolve("fault-troubles.txt");
    }

    static Path markdown(Path directory) {
        return directory.resolve("fault-table.md");
    }

    /** Adds a row. */
    static void record(Row row) {
        append(Row.file(DIRECTORY), row.line());
    }

    static List<Row> rows(Path directory) throws IOException {
        return Files.readAllLines(Row.file(directory)).stream().map(Row::parse).toList();
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(Row.file(DIRECTORY), "");
            Files.writeString(troubles(DIRECTORY), "");
            Files.deleteIfExists(markdown(DIRECTORY));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the record of faults in " + DIRECTORY, e);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
            String why = result.getThrowable().map(Throwable::toString).orElse("no reason told");
            append(
                    troubles(DIRECTORY),
                    (failed ? FAILED : "NOT STAGED ") + name(test) + ": "
                            + why.lines().findFirst().orElse(""));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        append(troubles(DIRECTORY), "NOT STAGED " + name(test) + ": " + reason);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        try {
            Files.writeString(markdown(DIRECTORY), new FaultTable(rows(DIRECTORY)).markdown());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the table of faults to " + DIRECTORY, e);
        }
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName() + " " + test.getDisplayName())
                .orElse(test.getDisplayName());
    }

    private static synchronized void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + file, e);
        }
    }
}
