using System.Globalization;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>The chat client profanity in a tmux terminal, driven by key strokes and read from its screen, as a person would.</summary>
internal sealed class Profanity : IAsyncDisposable
{
    private readonly string _tmux;
    private readonly string _socket;
    private readonly string _folder;

    private Profanity(string tmux, string folder)
    {
        _tmux = tmux;
        _folder = folder;
        _socket = Path.Combine(folder, "tmux.sock");
    }

    public static async Task<Profanity> LoginAsync(string jid, string password, int port, CancellationToken ct)
    {
        string program = Peer.Require("profanity", "profanity");
        var profanity = new Profanity(Peer.Require("tmux", "tmux"), Directory.CreateTempSubdirectory("iotxmpp-profanity-").FullName);
        await profanity.TmuxAsync(ct, "new-session", "-d", "-s", "chat", "-x", "160", "-y", "50",
            $"env HOME={profanity._folder} XDG_CONFIG_HOME={profanity._folder}/config XDG_DATA_HOME={profanity._folder}/data TERM=screen {program}");
        await profanity.UntilAsync("Profanity", ct);
        await profanity.TypeAsync(string.Create(CultureInfo.InvariantCulture, $"/connect {jid} server 127.0.0.1 port {port} tls disable"), ct);
        await profanity.UntilAsync("Enter password", ct);
        await profanity.TypeAsync(password, ct);
        await profanity.UntilAsync("logged in successfully", ct);
        return profanity;
    }

    /// <summary>What is on the screen.</summary>
    public async Task<string> ScreenAsync(CancellationToken ct) => await TmuxAsync(ct, "capture-pane", "-p", "-t", "chat");

    public async Task TypeAsync(string line, CancellationToken ct)
    {
        await TmuxAsync(ct, "send-keys", "-t", "chat", "-l", line);
        await TmuxAsync(ct, "send-keys", "-t", "chat", "Enter");
    }

    /// <summary>Waits for a text on the screen, 20 s at most; returns the screen.</summary>
    public async Task<string> UntilAsync(string text, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        string screen = "";
        try
        {
            while (!(screen = await ScreenAsync(limit.Token)).Contains(text, StringComparison.Ordinal))
                await tick.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Assert.Fail($"profanity never showed '{text}':\n{screen}");
        }

        return screen;
    }

    public async ValueTask DisposeAsync()
    {
        await TmuxAsync(CancellationToken.None, "kill-server");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> TmuxAsync(CancellationToken ct, params string[] arguments)
    {
        var (_, output) = await Program.RunAsync(_tmux, ["-S", _socket, "-f", "/dev/null", .. arguments], ct);
        return output;
    }
}
