using System.Diagnostics;
using System.Globalization;

namespace IotXmpp.Exi.Fuzz;

/// <summary>Mutates and runs inputs until the time is over; the targets take turns.</summary>
internal sealed class FuzzRun
{
    private const long MaxAllocated = 256L * 1024 * 1024;

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<IFuzzTarget> _targets;
    private readonly Random _random;
    private readonly Mutator _mutator;
    private readonly string _findings;
    private readonly CurrentInput _current;
    private readonly CoverageMap _coverage;
    private readonly List<List<byte[]>> _corpus;
    private readonly long[] _executions;
    private readonly HashSet<string> _known = [];
    private long _started;
    private long _watched;
    private TimeSpan _watchedSince;
    private int _target;
    private byte[] _input = [];

    public FuzzRun(IReadOnlyList<IFuzzTarget> targets, int seed, string findings, CurrentInput current, CoverageMap coverage)
    {
        _coverage = coverage;
        _targets = targets;
        _random = new Random(seed);
        _mutator = new Mutator(_random);
        _findings = findings;
        _current = current;
        _corpus = [.. targets.Select(static _ => new List<byte[]>())];
        _executions = new long[targets.Count];
    }

    /// <summary>Distinct findings so far.</summary>
    public int Findings => _known.Count;

    /// <summary>Runs.</summary>
    /// <param name="duration">How long, the seeds not counted.</param>
    public void Run(TimeSpan duration)
    {
        using var watch = new Timer(_ => Watch(), null, 1000, 1000);
        for (_target = 0; _target < _targets.Count; _target++)
        {
            foreach (byte[] seed in _targets[_target].Seeds)
                Execute(seed, isSeed: true);
        }

        Console.WriteLine($"{_corpus.Sum(static inputs => inputs.Count)} of {_executions.Sum()} seeds make the corpus, {_coverage.Reached} pairs of branches");
        long begin = Stopwatch.GetTimestamp();
        long report = begin;
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            for (_target = 0; _target < _targets.Count; _target++)
                TakeTurn();
            if (Stopwatch.GetElapsedTime(report) > TimeSpan.FromMinutes(1))
            {
                report = Stopwatch.GetTimestamp();
                Report(Stopwatch.GetElapsedTime(begin));
            }
        }

        Report(Stopwatch.GetElapsedTime(begin));
    }

    private void TakeTurn()
    {
        List<byte[]> corpus = _corpus[_target];
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < s_turn)
        {
            // Half of the time what was found last: it leads to places where nobody has been.
            int newest = Math.Min(corpus.Count, 64);
            byte[] input = _random.Next(2) == 0 ? corpus[_random.Next(corpus.Count)] : corpus[corpus.Count - 1 - _random.Next(newest)];
            Execute(_mutator.Mutate(input, corpus[_random.Next(corpus.Count)], _targets[_target].Words), isSeed: false);
        }
    }

    private void Execute(byte[] input, bool isSeed)
    {
        _input = input;
        _current.Set(_target, input);
        _coverage.Clear();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        try
        {
            _targets[_target].Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > MaxAllocated)
                throw new FuzzFinding(string.Create(CultureInfo.InvariantCulture, $"{allocated >> 20} MB were allocated"));
        }
        catch (Exception e)
        {
            // The top of an execution: whatever it is, it is what we look for.
            Save(e);
        }

        Volatile.Write(ref _started, 0);
        _executions[_target]++;
        if (_coverage.Merge() || (isSeed && _corpus[_target].Count == 0))
            _corpus[_target].Add(input);
    }

    private void Save(Exception e)
    {
        // One of a kind: by its type and the place it came from.
        string place = e is FuzzFinding ? new string([.. e.Message.TakeWhile(static c => c != ':')]) : e.StackTrace?.Split('\n')[0].Trim() ?? "";
        if (!_known.Add(_targets[_target].Name + e.GetType() + place))
            return;
        string path = Path.Combine(_findings, $"{_targets[_target].Name}-{_known.Count}.bin");
        Directory.CreateDirectory(_findings);
        File.WriteAllBytes(path, _input);
        Console.WriteLine($"FINDING {path}: {e.GetType().Name}: {e.Message}");
        if (e is not FuzzFinding)
            Console.WriteLine(e.StackTrace);
    }

    /// <summary>
    /// An input that takes too long cannot be interrupted: it ends the process, which leaves it in <see cref="CurrentInput"/>. Measured in
    /// processor time: the machine may have better things to do.
    /// </summary>
    private void Watch()
    {
        long started = Volatile.Read(ref _started);
        TimeSpan used = Environment.CpuUsage.TotalTime;
        if (started != _watched)
        {
            _watched = started;
            _watchedSince = used;
        }

        if (started == 0 || used - _watchedSince < s_longest)
            return;
        Console.WriteLine($"FINDING {_targets[_target].Name}: longer than {s_longest.TotalSeconds} s for {_input.Length} bytes");
        Console.Out.Flush();
        Environment.Exit(FuzzExit.Hung);
    }

    private void Report(TimeSpan elapsed)
    {
        string each = string.Join(", ", _targets.Select((target, i) => $"{target.Name} {_executions[i]} ({_corpus[i].Count})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds:0} s, {_executions.Sum()} executions, {_coverage.Reached} pairs of branches, {Findings} findings; executions (corpus): {each}"));
    }
}
