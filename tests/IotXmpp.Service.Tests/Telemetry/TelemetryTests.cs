using System.Collections.Concurrent;
using System.Net;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Telemetry;
using IotXmpp.Service.Tests.Bridges.AzureIotHub;
using IotXmpp.Service.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_running_service_is_scraped_and_every_line_follows_the_format()
    {
        await using var service = await RunningService.StartAsync(boards: 2);
        await using var owner = await service.LoginAsync();
        await owner.SayAsync("board1@things.localhost", "read temperature");
        await owner.WaitForAsync<Xmpp.Stanzas.Message>(message => message.Body is not null);
        using var response = await service.Http.GetAsync($"http://{service.EndPoint("Http")}/metrics");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().StartWith("text/plain; version=0.0.4");
        string text = await response.Content.ReadAsStringAsync();

        var scrape = Exposition.Parse(text);

        scrape.TypeOf("iotxmpp_readings_total").Should().Be("counter");
        scrape.Value("iotxmpp_readings_total").Should().BeGreaterThan(0);
        scrape.TypeOf("iotxmpp_store_duration_seconds").Should().Be("histogram");
        scrape.Value("iotxmpp_store_duration_seconds_count").Should().BeGreaterThan(0);
        scrape.Value("iotxmpp_store_batch_count").Should().BeGreaterThan(0);
        scrape.Value("iotxmpp_readouts_total", ("outcome", "Done")).Should().BeGreaterThan(0);
        scrape.TypeOf("iotxmpp_boards_up").Should().Be("gauge");
        // Other tests run services in this process too, and their figures are the process's.
        scrape.Value("iotxmpp_boards_up").Should().BeGreaterThanOrEqualTo(0);
        scrape.Samples.Select(sample => sample.Name).Should().Contain(["iotxmpp_upstream_connected", "iotxmpp_store_writable", "iotxmpp_sessions", "iotxmpp_pubsub_backlog"]);
        scrape.Samples.Where(sample => sample.Name.StartsWith("iotxmpp_")).SelectMany(sample => sample.Labels.Values).Should().NotContain(value => value.Contains("board1"), "no figure is of one board");
    }

    [Fact]
    public async Task Figures_can_be_kept_from_the_web()
    {
        await using var service = await RunningService.StartAsync();
        await service.StopAsync();
        service.Options = service.Options with { Telemetry = new TelemetryOptions { Metrics = false } };
        await service.StartHostAsync(boards: 0);
        (await service.Http.GetAsync($"http://{service.EndPoint("Http")}/metrics")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_collector_gets_figures_and_traces()
    {
        int port = HubWorld.FreePort();
        using var collector = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        var posts = new ConcurrentQueue<(string Path, string? Type, byte[] Body)>();
        var collecting = CollectAsync(collector, posts);
        await using var service = await RunningService.StartAsync();
        await service.StopAsync();
        service.Options = service.Options with { Telemetry = new TelemetryOptions { Otlp = new Uri($"http://127.0.0.1:{port}"), TraceRatio = 1 } };
        await service.StartHostAsync(boards: 1);
        while ((await service.Host.HealthAsync(CancellationToken.None)).Storage.Readings == 0)
            await Task.Yield();

        // What is not sent yet is sent at the end.
        await service.StopAsync();

        posts.Should().OnlyContain(post => post.Type == "application/x-protobuf");
        string traces = string.Concat(posts.Where(post => post.Path == "/v1/traces").Select(post => System.Text.Encoding.Latin1.GetString(post.Body)));
        traces.Should().Contain("reading.receive").And.Contain("reading.store").And.Contain("iotxmpp");
        posts.Where(post => post.Path == "/v1/metrics").Should().Contain(post => System.Text.Encoding.Latin1.GetString(post.Body).Contains("iotxmpp.readings"));
        collector.Stop();
        await collecting;
    }

    [Theory]
    [InlineData("Telemetry:Otlp", "ftp://x", "Concentrator__Telemetry__Otlp is no address")]
    [InlineData("Telemetry:Otlp", "http://user:secret@x", "Concentrator__Telemetry__Otlp is no address")]
    [InlineData("Telemetry:TraceRatio", "2", "Concentrator__Telemetry__TraceRatio is '2'")]
    public void What_cannot_be_is_named(string setting, string value, string problem)
    {
        var act = () => Read((setting, value));
        act.Should().Throw<SettingsException>().Which.Message.Should().Contain(problem).And.NotContain("secret");
    }

    [Fact]
    public void Settings_are_read() => Read(("Telemetry:Otlp", "http://127.0.0.1:4318"), ("Telemetry:TraceRatio", "0.5"), ("Telemetry:Metrics", "off")).Telemetry
        .Should().Be(new TelemetryOptions { Metrics = false, Otlp = new Uri("http://127.0.0.1:4318"), TraceRatio = 0.5 });

    private static ServiceOptions Read(params (string Name, string Value)[] settings) => ServiceOptionsReader.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Concentrator:{setting.Name}", setting.Value))).Build());

    private static async Task CollectAsync(HttpListener collector, ConcurrentQueue<(string Path, string? Type, byte[] Body)> posts)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                posts.Enqueue((context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
