extern alias server;

using System.Reflection;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Device.Tests.Session;
using IotXmpp.Device.Tests.Storage;
using IotXmpp.Node.Boards;
using IotXmpp.Simulator.Tests;
using server::IotXmpp.Xmpp.Streams;

namespace IotXmpp.Device.Tests.Memory;

/// <summary>What the session of a board takes of its 111 KB once it runs, counted over its live objects.</summary>
public sealed class BoardHeapTests(ITestOutputHelper output)
{
    private const int Limit = 24 * 1024;

    [Fact]
    public void Objects_are_measured_as_on_a_board()
    {
        BoardHeap.Measure(new byte[16]).Should().Be(36);
        BoardHeap.Measure(new object[4]).Should().Be(72);
        BoardHeap.Measure("letter").Should().Be(24);
        BoardHeap.Measure(new BackOff(new SeededRandomSource(1))).Should().Be(36, "two fields");
    }

    [Fact]
    public async Task Session_tables_and_buffers_stay_below_24_KiB()
    {
        await using var peer = new BoardServer(StreamEntry.Exi);
        var board = new LevelBoard(BoardDefinitions.ClimateFields());
        var session = (await Waking.RunAsync(peer.Port, new FlashArray(), board, DeviceRig.StartUtc)).Session;
        session.Counters.SessionsReady.Should().Be(1);

        var heap = new BoardHeap();
        byte[] grammars = GrammarsOf(session);
        heap.LeaveOut(grammars);
        int sum = 0;
        Part("outbox, journal and what was lost", "_outbox", "_gap");
        Part("stanza received", "_tape");
        Part("bytes to send", "_output");
        Part("EXI reader: input, string tables, names", "_exiReader");
        Part("EXI writer: body, string tables, names", "_exiWriter");
        Part("memory of what survives", "_memory");
        Part("commands, readouts, histories", "_commands", "_readouts", "_control", "_histories");
        Add("session, options, credential, board", heap.Count(session) + heap.Count(board.Fields));
        Add("static fields and tables", heap.CountStatics(typeof(DeviceSession).Assembly));
        output.WriteLine($"[wire] RAM of a running session on a board: {sum} bytes, and {BoardHeap.Measure(grammars)} for the grammars of {FirmwareConfiguration.Id}, which are not read from flash ({BoardHeap.Measure(ClimateDevkitGrammar.Image)} for those of a climate-devkit alone)");
        sum.Should().BeLessThan(Limit);

        static byte[] GrammarsOf(DeviceSession session)
        {
            object options = typeof(DeviceSession).GetField("_options", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(session)!;
            var image = ((DeviceOptions)options).Configuration.Image;
            return (byte[])image.GetType().GetField("_data", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(image)!;
        }

        void Part(string what, params string[] fields) => Add(what, fields.Sum(field =>
            heap.Count(typeof(DeviceSession).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(session))));

        void Add(string what, int bytes)
        {
            sum += bytes;
            output.WriteLine($"{bytes,6} {what}");
        }
    }
}
