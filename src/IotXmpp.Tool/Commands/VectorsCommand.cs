using System.CommandLine;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi vectors</c>.</summary>
internal static class VectorsCommand
{
    internal static Command Create()
    {
        var files = new Argument<FileInfo[]>("file")
        {
            Description = "Files of vectors, one JSON record a line. Paths in them, and events.jsonl, are relative to their folder; events.jsonl itself is passed over.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.AcceptExistingOnly();
        var only = new Option<string?>("--only") { Description = "Only vectors whose id contains this." };
        var codecName = new Option<string?>("--codec") { Description = "Only this codec." };
        codecName.AcceptOnlyFromAmong([.. Codecs().Select(codec => codec.Name)]);
        var command = new Command("vectors", "Runs EXI test vectors through the codecs: decodes every stream, encodes every document.")
        {
            files,
            only,
            codecName,
        };
        command.SetAction(result => Run(
            result.GetValue(files)!,
            result.GetValue(only),
            result.GetValue(codecName),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return command;
    }

    private static VectorCodec[] Codecs() => [new FullVectorCodec(), new CompactVectorCodec()];

    private static int Run(FileInfo[] files, string? only, string? codecName, TextWriter output, TextWriter error)
    {
        var schemas = new VectorSchemas();
        var codecs = Codecs().Where(codec => codecName == null || codec.Name == codecName).ToArray();
        var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var passed = 0;
        var failed = 0;
        foreach (var file in files.Where(file => file.Name != VectorFile.EventsFile))
        {
            VectorFile vectors;
            try
            {
                vectors = VectorFile.Load(file.FullName);
            }
            catch (FormatException e)
            {
                error.WriteLine(e.Message);
                return 2;
            }

            foreach (var codec in codecs)
            {
                var run = new VectorRun(codec, schemas);
                var results = vectors.Records.Where(record => Wanted(record.Id)).Select(record => (record.Id, Result: run.Run(record)))
                    .Concat(vectors.Sessions.Where(session => Wanted(session.Id)).Select(session => (session.Id, Result: run.Run(session))));
                foreach (var (id, result) in results)
                {
                    foreach (var failure in result.Failures)
                        output.WriteLine($"FAIL {codec.Name} {id}: {failure}");
                    if (result.Skipped is { } reason)
                        skipped[$"{codec.Name}: {reason}"] = skipped.GetValueOrDefault($"{codec.Name}: {reason}") + 1;
                    else if (result.Passed)
                        passed++;
                    else
                        failed++;
                }
            }
        }

        foreach (var (reason, count) in skipped)
            output.WriteLine($"skipped {count}: {reason}");
        output.WriteLine($"{passed} passed, {failed} failed, {skipped.Values.Sum()} skipped");
        return failed == 0 ? 0 : 1;

        bool Wanted(string id) => only == null || id.Contains(only, StringComparison.Ordinal);
    }
}
