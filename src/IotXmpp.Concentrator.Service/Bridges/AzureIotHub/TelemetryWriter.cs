using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Makes messages of readings: those of one board together as long as they fit, in their order.</summary>
internal static class TelemetryWriter
{
    /// <summary>Largest body, octets. The hub takes 256 KiB with the properties.</summary>
    public const int MaxBody = 250 * 1024;

    /// <summary>Makes messages.</summary>
    /// <param name="entries">Readings that may go out, in the order of the feed.</param>
    /// <param name="batchBytes">Octets a message is filled up to.</param>
    /// <param name="now">Time.</param>
    /// <param name="tooLarge">Readings that no message could hold.</param>
    public static IReadOnlyList<Telemetry> Write(IReadOnlyList<FeedEntry> entries, int batchBytes, DateTimeOffset now, out int tooLarge)
    {
        tooLarge = 0;
        var messages = new List<Telemetry>();
        // GroupBy keeps the order of the boards' first readings, and that of each board's readings.
        foreach (var board in entries.GroupBy(entry => entry.Entry.Device, StringComparer.Ordinal))
        {
            int overhead = Body(board.Key, []).Length;
            var readings = new List<byte[]>();
            int size = overhead;
            long first = 0;
            foreach (var (sequence, entry) in board)
            {
                byte[] reading = Reading(entry);
                if (reading.Length + overhead > MaxBody)
                {
                    tooLarge++;
                    continue;
                }

                if (readings.Count > 0 && size + reading.Length + 1 > batchBytes)
                    Flush();
                if (readings.Count == 0)
                    first = sequence;
                readings.Add(reading);
                size += reading.Length + 1;
            }

            Flush();

            void Flush()
            {
                if (readings.Count == 0)
                    return;
                messages.Add(new Telemetry(board.Key, first.ToString("x", CultureInfo.InvariantCulture), now, readings.Count, Body(board.Key, readings)));
                readings.Clear();
                size = overhead;
            }
        }

        return messages;
    }

    private static byte[] Reading(HistoryEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, BoardJson.Writing))
            BoardJson.Write(json, entry.Device, entry.Node, entry.Field);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Body(string board, IReadOnlyList<byte[]> readings)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, BoardJson.Writing))
        {
            json.WriteStartObject();
            json.WriteString("board", board);
            json.WriteStartArray("readings");
            foreach (byte[] reading in readings)
                json.WriteRawValue(reading, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
