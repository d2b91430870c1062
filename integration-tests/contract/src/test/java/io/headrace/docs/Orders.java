package io.headrace.docs;

// snippet: tutorial-streams
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;

public final class Orders {
    public record Order(String id, int cents) {}

    public record Bill(String order, int cents) {}

    public static final EventStream<Order> ORDERS =
            EventStream.of("orders", Codec.json(Order.class)).keyedBy(Order::id);
    public static final EventStream<Bill> BILLS = EventStream.of("bills", Codec.json(Bill.class));

    private Orders() {}
}
// end
