using System.CommandLine;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi</c>.</summary>
internal static class ExiCommand
{
    internal static Command Create() => new("exi", "EXI streams, grammars and test vectors. Exit code 0: done; 1: a vector failed; 2: a command line or input that cannot be used.")
    {
        EncodeCommand.Create(),
        DecodeCommand.Create(),
        TranscodeCommand.Create(),
        ExplainCommand.Create(),
        SizesCommand.Create(),
        CompileCommand.Create(),
        VectorsCommand.Create(),
    };
}
