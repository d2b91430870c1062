package io.headrace.testkit;

import io.headrace.broker.Broker;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.List;

/**
 * A broker on an empty server, and what {@link BrokerContract} needs besides: the hands of a stranger, who meddles with
 * the same keys, and the passing of time.
 */
public interface BrokerUnderTest extends AutoCloseable {
    /** The broker, always the same one. */
    Broker broker();

    /** A stream's name made of this one; a cluster needs one that puts all names into one slot. */
    default String name(String stream) {
        return stream;
    }

    /** Appends an entry of these names and values in turn to the stream at this key. */
    void addEntry(String key, List<String> fields);

    /** Deletes an entry from the stream at this key. */
    void deleteEntry(String key, MessageId id);

    /** Deletes a key. */
    void deleteKey(String key);

    /** Destroys a group of the stream at this key. */
    void destroyGroup(String key, String group);

    /** Sets the position of a group of the stream at this key, by hand. */
    void setPosition(String key, String group, MessageId position);

    /** Replaces what is at this key, if anything, with a string. */
    void putString(String key, String value);

    /** Puts a value into a field of the hash at this key. */
    void putField(String key, String field, String value);

    /** Puts a packed list of these strings into a field of the hash at this key. */
    void putList(String key, String field, List<String> items);

    /** Returns when the server's clock has moved on by this much. */
    void pass(Duration time);

    /** Closes the broker. */
    @Override
    void close();
}
