using System.Runtime.ExceptionServices;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Some threads of the pool that share out numbered parts of work, again and again, without allocating. Which thread
/// takes which part is left to chance, so that a part must write only what no other part touches.
/// </summary>
/// <remarks>
/// One caller at a time. The caller works along and waits only for parts that a helper has begun: where the pool has
/// no thread to spare, it does all of them itself. Then the helpers that the pool still has in its queue hold nothing of
/// the caller's, and go at once when their turn comes.
/// </remarks>
internal sealed class WorkTeam : IThreadPoolWorkItem
{
    // How long a helper without work waits for more before it goes: about the time between two parts of a training step.
    private const int Patience = 40;

    private readonly int _threads;
    private readonly CancellationToken _cancellation;
    private Action<int>? _body;
    private int _parts;
    private int _left;
    private int _unfinished;
    private int _helpers;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">The most threads, the caller's among them.</param>
    /// <param name="cancellation">Looked at before each part: a run of a cancelled team throws, and what it should have written is not.</param>
    public WorkTeam(int threads, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = threads;
        _cancellation = cancellation;
    }

    /// <summary>Runs <paramref name="body"/>(part) once for each part from 0; throws the first exception of a part when all have ended.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(int parts, Action<int> body)
    {
        if (_threads == 1 || parts <= 1)
        {
            for (var part = 0; part < parts; part++)
            {
                _cancellation.ThrowIfCancellationRequested();
                body(part);
            }
            return;
        }

        _body = body;
        _parts = parts;
        _failure = null;
        Volatile.Write(ref _unfinished, parts);
        // From here on parts can be taken. Whoever takes one looks at body and number of parts afterwards, and so
        // sees those of this run.
        Volatile.Write(ref _left, parts);
        for (var helpers = Volatile.Read(ref _helpers); helpers < Math.Min(_threads, parts) - 1; helpers++)
        {
            Interlocked.Increment(ref _helpers);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Work();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _unfinished) > 0)
            wait.SpinOnce(sleep1Threshold: -1);
        // Nobody looks at these any more: a part is taken before.
        var failure = _failure;
        _body = null;
        _failure = null;
        failure?.Throw();
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            // One that comes when all is done does not wait for more: the next run calls another.
            var wait = default(SpinWait);
            var isLate = Volatile.Read(ref _unfinished) == 0;
            while (!isLate && wait.Count < Patience)
            {
                if (Work())
                    wait.Reset();
                else
                    wait.SpinOnce(sleep1Threshold: -1);
            }
            Interlocked.Decrement(ref _helpers);
            // A run that began meanwhile may have counted on this helper.
        }
        while (Volatile.Read(ref _left) > 0 && Rejoin());
    }

    private bool Rejoin()
    {
        if (Interlocked.Increment(ref _helpers) < _threads)
            return true;
        Interlocked.Decrement(ref _helpers);
        return false;
    }

    private bool Work()
    {
        var worked = false;
        while (Volatile.Read(ref _left) > 0)
        {
            var index = Interlocked.Decrement(ref _left);
            if (index < 0)
                break;
            worked = true;
            try
            {
                _cancellation.ThrowIfCancellationRequested();
                _body!(_parts - 1 - index);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            Interlocked.Decrement(ref _unfinished);
        }
        return worked;
    }
}
