using System.Runtime.CompilerServices;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void EveryPartRunsOnceInEveryRun(int threads)
    {
        var team = new WorkTeam(threads);
        var counts = new int[37];
        Action<int> body = part => Interlocked.Increment(ref counts[part]);
        for (var run = 1; run <= 3000; run++)
        {
            var parts = run % (counts.Length + 1);
            Array.Clear(counts);
            team.Run(parts, body);
            var expected = new int[counts.Length];
            expected.AsSpan(0, parts).Fill(1);
            counts.ShouldEqual(expected);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AFailureIsThrownAndTheTeamGoesOn(int threads)
    {
        var team = new WorkTeam(threads);
        var thrown = FluentActions.Invoking(() => team.Run(8, part =>
        {
            if (part == 5)
                throw new InvalidDataException("five");
        })).Should().ThrowExactly<InvalidDataException>().Which;
        thrown.Message.Should().Be("five");
        var sum = 0;
        team.Run(8, part => Interlocked.Add(ref sum, part));
        sum.Should().Be(28);
    }

    [Fact]
    public void RunningAllocatesNothing()
    {
        var team = new WorkTeam(2);
        Action<int> body = static _ => { };
        team.Run(4, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            team.Run(4, body);
        // The pool's queue may grow by a segment once.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeInRange(0, 4096);
    }

    [Fact]
    public void WhatAFinishedRunWasGivenIsLetGo()
    {
        // Helpers that the pool has not come to hold the team, and so would hold what the team holds.
        var team = new WorkTeam(3);
        var buffer = RunOver(team, fails: false);
        var failed = RunOver(team, fails: true);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        buffer.IsAlive.Should().BeFalse();
        failed.IsAlive.Should().BeFalse();
        GC.KeepAlive(team);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOver(WorkTeam team, bool fails)
    {
        var buffer = new float[1000];
        Action run = () => team.Run(8, part => buffer[part] = fails && part == 3 ? throw new InvalidDataException() : part);
        if (fails)
            FluentActions.Invoking(run).Should().ThrowExactly<InvalidDataException>();
        else
            run();
        return new WeakReference(buffer);
    }

    [Fact]
    public void ThereMustBeAThread() => FluentActions.Invoking(() => new WorkTeam(0)).Should().ThrowExactly<ArgumentOutOfRangeException>();
}
