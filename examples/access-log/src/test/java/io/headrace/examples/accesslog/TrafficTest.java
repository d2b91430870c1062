package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.examples.accesslog.Traffic.Count;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void pageViews_addUp() {
        traffic.count("1-0", view("10.0.0.1", "/a", 200, 100));
        traffic.count("2-0", view("10.0.0.2", "/b", 204, 0));
        traffic.count("3-0", view("10.0.0.1", "/b", 404, 5_000_000_000L));

        Traffic.Totals totals = traffic.totals();

        assertThat(totals.pageViews()).isEqualTo(3);
        assertThat(totals.distinctClients()).isEqualTo(2);
        assertThat(totals.bytes()).isEqualTo(5_000_000_100L);
        assertThat(totals.topTargets()).containsExactly(new Count("/b", 2), new Count("/a", 1));
        assertThat(totals.statusClasses()).containsExactly(new Count("2xx", 2), new Count("4xx", 1));
    }

    @Test
    void messageDeliveredTwice_countsOnce() {
        traffic.count("1-0", view("10.0.0.1", "/a", 200, 100));
        traffic.count("1-0", view("10.0.0.1", "/a", 200, 100));

        assertThat(traffic.pageViews()).isEqualTo(1);
        assertThat(traffic.totals().bytes()).isEqualTo(100);
    }

    @Test
    void manyTargets_keepTheFiveMostFrequentAndOrderTiesByName() {
        for (int i = 0; i < 7; i++) {
            traffic.count(i + "-0", view("10.0.0.1", "/" + (char) ('g' - i), 200, 0));
        }
        traffic.count("9-0", view("10.0.0.1", "/g", 200, 0));

        assertThat(traffic.totals().topTargets()).extracting(Count::name).containsExactly("/g", "/a", "/b", "/c", "/d");
    }

    private static PageView view(String client, String target, int status, long bytes) {
        return new PageView(client, Instant.EPOCH, "GET", target, "HTTP/1.1", status, bytes, "-", "-");
    }
}
