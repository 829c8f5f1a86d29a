namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>Leaves signals to the command line, which owns the process.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
