package io.headrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a verb prints: tables and sentences for people, or JSON lines for programs, who get no sentences. */
final class Screen {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    Screen(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    boolean isJson() {
        return json;
    }

    /** Shows rows, or says so if there are none. */
    void show(Listing listing, String ifEmpty) {
        if (json) {
            listing.forPrograms().forEach(this::print);
        } else if (listing.isEmpty()) {
            out.println(ifEmpty);
        } else {
            listing.forPeople().forEach(out::println);
        }
        out.flush();
    }

    /** Shows further rows, below those that were shown. */
    void showMore(Listing listing) {
        if (json) {
            listing.forPrograms().forEach(this::print);
        } else {
            listing.forPeople().stream().skip(1).forEach(out::println);
        }
        out.flush();
    }

    /** Whether somebody reads what is printed. Who watches through a pipe may have seen enough. */
    boolean isRead() {
        return !out.checkError();
    }

    void show(Facts facts) {
        if (json) {
            print(facts.forPrograms());
        } else {
            facts.forPeople().forEach(out::println);
        }
        out.flush();
    }

    /** A sentence for people. */
    void say(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** The outcome of a command: a sentence for people, an object for programs. */
    void tell(String text, Facts facts) {
        if (json) {
            show(facts);
        } else {
            say(text);
        }
    }

    /** For people who watch: what is not part of the result. */
    PrintWriter aside() {
        return err;
    }

    private void print(Map<String, @Nullable Object> object) {
        try {
            out.println(JSON.writeValueAsString(object));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
