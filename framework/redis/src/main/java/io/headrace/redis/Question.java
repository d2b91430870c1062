package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.List;

/**
 * A command that only reads.
 *
 * @param subject    what it is about, for people
 * @param type       the command
 * @param words      what follows the command's name: texts, numbers, bytes
 * @param permission what the user needs, as ACL SETUSER is told
 * @param key        the key or pattern of keys that it is asked of, or empty
 */
record Question(String subject, ProtocolKeyword type, List<Object> words, String permission, String key) {
    static Question of(String subject, String permission, ProtocolKeyword type, Object... words) {
        return new Question(subject, type, List.of(words), permission, "");
    }

    Question onKey(String key) {
        return new Question(subject, type, words, permission, key);
    }

    /** The command's name, with the subcommand where the permission has one. */
    String name() {
        return type + (permission.indexOf('|') < 0 ? "" : " " + words.get(0));
    }

    CommandArgs<byte[], byte[]> args() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (Object word : words) {
            args.add(word instanceof byte[] bytes ? bytes : String.valueOf(word).getBytes(UTF_8));
        }
        return args;
    }
}
