package io.headrace.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one thing: a line for each fact for people, one JSON object for programs. */
final class Facts {
    private final List<Column> names = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** Adds a fact. */
    Facts add(Column name, @Nullable Object value) {
        names.add(name);
        values.add(value);
        return this;
    }

    Map<String, @Nullable Object> forPrograms() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isForPrograms()) {
                continue;
            }
            object.put(names.get(i).name(), names.get(i).forPrograms(values.get(i)));
        }
        return object;
    }

    List<String> forPeople() {
        int width = names.stream().mapToInt(name -> name.title().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isForPeople()) {
                continue;
            }
            String title = names.get(i).title();
            String value = names.get(i).forPeople(values.get(i));
            String indented = value.strip().replace("\n", "\n" + " ".repeat(width + 2));
            lines.add(title + " ".repeat(width - title.length() + 2) + clean(indented));
        }
        return lines;
    }

    private static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
    }
}
