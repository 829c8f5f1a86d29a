using System.Collections.Concurrent;
using System.Diagnostics;
using IotXmpp.Concentrator.Diagnostics;

namespace IotXmpp.Concentrator.Tests.Diagnostics;

public sealed class ReadingTraceTests
{
    [Fact]
    public async Task The_road_of_a_reading_is_one_trace_over_the_feed_too()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var test = new Activity("test").Start();
        using var listener = Listen(test.TraceId, spans);
        await using var world = await World.CreateAsync();
        await world.Concentrator.Feed.OpenAsync("cellar", CancellationToken.None);
        await world.Concentrator.Feed.OpenAsync("attic", CancellationToken.None);
        var board = await world.ConnectAsync("board1");

        await board.ReportAsync(world.Climate());

        var receive = spans.Single(span => span.OperationName == "reading.receive");
        receive.GetTagItem("iotxmpp.board").Should().Be("board1");
        spans.Where(span => span.ParentSpanId == receive.SpanId).Select(span => span.OperationName)
            .Should().Equal("reading.decode", "reading.access", "reading.store", "reading.observe");
        spans.Single(span => span.OperationName == "reading.store").GetTagItem("iotxmpp.fields").Should().Be(3);
        spans.Clear();

        var entries = await world.Concentrator.Feed.ReadAsync(0, 10, CancellationToken.None);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.Concentrator.Feed.CommitAsync("cellar", entries[^1].Sequence, CancellationToken.None);
        var passedOn = spans.Single(span => span.OperationName == "reading.pass_on" && (string?)span.GetTagItem("iotxmpp.follower") == "cellar");
        passedOn.TraceId.Should().Be(test.TraceId);
        passedOn.Links.Should().BeEmpty("all three fields came in one message");
        passedOn.StartTimeUtc.Should().Be(world.Now.AddSeconds(-5).UtcDateTime);
        await world.Concentrator.Feed.ReadAsync(0, 10, CancellationToken.None);
        await world.Concentrator.Feed.CommitAsync("cellar", entries[^1].Sequence, CancellationToken.None);
        spans.Count(span => (string?)span.GetTagItem("iotxmpp.follower") == "cellar").Should().Be(1, "it is passed on once");
        await world.Concentrator.Feed.CommitAsync("attic", entries[^1].Sequence, CancellationToken.None);
        spans.Count(span => (string?)span.GetTagItem("iotxmpp.follower") == "attic").Should().Be(1);
    }

    [Fact]
    public void Without_a_listener_no_activity_is_made()
    {
        // Another test may listen, for a trace of its own: nobody does for this one.
        Walk();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Walk();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().BeLessThan(1000, "an activity has some 400 octets, and there would have been 5,000");

        static void Walk()
        {
            ReadingTraces.Receive("board1").Should(null);
            ReadingTraces.Decode().Should(null);
            ReadingTraces.Access().Should(null);
            ReadingTraces.Store(3).Should(null);
            ReadingTraces.Observe().Should(null);
        }
    }

    [Fact]
    public async Task What_is_not_sampled_leaves_nothing_behind()
    {
        await using var world = await World.CreateAsync();
        await world.Concentrator.Feed.OpenAsync("cellar", CancellationToken.None);
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        var spans = new ConcurrentQueue<Activity>();
        using var test = new Activity("test").Start();
        using var listener = Listen(test.TraceId, spans);
        var entries = await world.Concentrator.Feed.ReadAsync(0, 10, CancellationToken.None);
        await world.Concentrator.Feed.CommitAsync("cellar", entries[^1].Sequence, CancellationToken.None);
        spans.Should().BeEmpty();
    }

    private static ActivityListener Listen(ActivityTraceId trace, ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReadingTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

file static class NoActivity
{
    /// <summary>Without an assertion object, which would be an allocation of its own.</summary>
    public static void Should(this Activity? activity, Activity? expected)
    {
        if (activity != expected)
            throw new InvalidOperationException("There is an activity.");
    }
}
