package io.headrace.broker;

import java.util.regex.Pattern;

/**
 * The keys that belong to a group. All carry the hash tag of the stream, so that one script may touch them all on a
 * cluster; the names are part of the wire format.
 *
 * @param stream     the stream itself
 * @param lane       stream of replayed dead letters, read by this group only
 * @param due        sorted set: entry reference, scored by the time its retry is due
 * @param attempts   hash: entry reference to {@link Attempts}
 * @param dead       stream of dead letters
 * @param lost       counter of pending entries whose body was gone
 * @param groups     set of the names of the stream's groups
 * @param alive      sorted set: worker, scored by the time until which its lease runs
 * @param probe      hash: worker to the reference of the entry that it handles alone
 * @param control    hash: when the group was ticked, looked at and swept last, and how far the sweep is
 * @param checkpoint id up to which the group has settled everything
 * @param replays    hash: for each {@link Run} its account and how it stands
 */
public record GroupKeys(
        String stream,
        String lane,
        String due,
        String attempts,
        String dead,
        String lost,
        String groups,
        String alive,
        String probe,
        String control,
        String checkpoint,
        String replays) {
    private static final Pattern OWN_STREAM = Pattern.compile("hr:\\{[^{}]+}:.+:(lane|dead)");

    /** The keys of this group. */
    public static GroupKeys of(GroupRef ref) {
        String group = base(ref.stream()) + ref.group() + ":";
        return new GroupKeys(
                ref.stream(),
                group + "lane",
                group + "due",
                group + "attempts",
                group + "dead",
                group + "lost",
                groups(ref.stream()),
                group + "alive",
                group + "probe",
                group + "control",
                group + "checkpoint",
                group + "replays");
    }

    /** The set of the names of the stream's groups. */
    public static String groups(String stream) {
        return base(stream) + "groups";
    }

    /** The key that remembers which entry of this stream was appended under this id. */
    public static String dedup(String stream, String id) {
        return base(stream) + "dedup:" + id;
    }

    /** Whether this is the key of a lane or of dead letters, and no stream of a user's. */
    public static boolean isOwnStream(String key) {
        return OWN_STREAM.matcher(key).matches();
    }

    private static String base(String stream) {
        return "hr:" + tagged(stream) + ":";
    }

    private static String tagged(String stream) {
        int open = stream.indexOf('{');
        return open < 0 ? "{" + stream + "}" : stream.substring(open, stream.indexOf('}', open) + 1) + ":" + stream;
    }
}
