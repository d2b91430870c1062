package io.headrace.docs;

import io.headrace.broker.GroupKeys;
import java.util.List;
import java.util.stream.Stream;

/** The rules of the least privileged users, as the guides state them, and nobody else. */
public final class Permissions {
    private Permissions() {}

    /** The whole command, word by word: {@code ACL SETUSER app on >secret …}. */
    public static List<String> rule() {
        String text = Repository.page("docs/guides/connect.md")
                .blocks("redis-acl")
                .get(0)
                .text();
        return List.of(text.strip().split("\\s+"));
    }

    /** The rule, and the right to read these streams, too. */
    public static List<String> ruleFor(String... streams) {
        Stream<String> keys = Stream.of(streams).flatMap(name -> Stream.of("~" + name, "~" + prefix(name) + "*"));
        return Stream.concat(rule().stream(), keys).toList();
    }

    /** What the guide to operating grants an operator besides: {@code ACL SETUSER app …}. */
    public static List<String> operatorRule() {
        String text = Repository.page("docs/guides/operate.md")
                .blocks("redis-acl")
                .get(0)
                .text();
        return List.of(text.strip().split("\\s+"));
    }

    /** What all keys that belong to the stream begin with. */
    private static String prefix(String stream) {
        String dedup = GroupKeys.dedup(stream, "");
        return dedup.substring(0, dedup.length() - "dedup:".length());
    }

    /** The commands that it permits, each with a plus sign. */
    public static List<String> commands() {
        return rule().stream().filter(word -> word.startsWith("+")).toList();
    }
}
