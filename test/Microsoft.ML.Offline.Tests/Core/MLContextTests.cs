using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Core;

public class MLContextTests
{
    [Fact]
    public void TheSameSeedAndCallsGiveTheSameNumbers()
    {
        static int[] Draw(IHostEnvironment env) =>
            [env.Register("a").Rand.Next(), env.Register("b").Rand.Next(), env.Register("b").Rand.Next()];

        var numbers = Draw(new MLContext(1));

        Assert.Equal(numbers, Draw(new MLContext(1)));
        Assert.NotEqual(numbers, Draw(new MLContext(2)));
        Assert.Equal(3, numbers.Distinct().Count());
    }

    [Fact]
    public void AnOwnSeedBeatsTheHistory()
    {
        IHostEnvironment one = new MLContext(1);
        IHostEnvironment two = new MLContext(2);
        two.Register("before");

        Assert.Equal(one.Register("x", seed: 5).Rand.Next(), two.Register("x", seed: 5).Rand.Next());
    }

    [Fact]
    public void ChannelMessagesReachTheLog()
    {
        var context = new MLContext();
        var messages = new List<LoggingEventArgs>();
        context.Log += (sender, e) =>
        {
            Assert.Same(context, sender);
            messages.Add(e);
        };

        var host = ((IHostEnvironment)context).Register("KMeans");
        using (var channel = host.Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "energy {0} after {1} steps", 1, 2);
            channel.Warning(MessageSensitivity.None, "100 % {sure}");
            channel.Trace(MessageSensitivity.None, "t");
            channel.Error(MessageSensitivity.None, "e");
        }

        // A channel traces its start and its end as well.
        Assert.Equal("Channel started", messages[0].RawMessage);
        Assert.Matches(@"^Channel finished\. Elapsed \d\d:\d\d:\d\d", messages[^2].RawMessage);
        Assert.Equal("[Source=KMeans; Training, Kind=Trace] Channel disposed", messages[^1].Message);
        messages = messages[1..^2];
        Assert.Equal(
            [ChannelMessageKind.Info, ChannelMessageKind.Warning, ChannelMessageKind.Trace, ChannelMessageKind.Error],
            messages.Select(m => m.Kind));
        Assert.Equal("energy 1 after 2 steps", messages[0].RawMessage);
        Assert.Equal("[Source=KMeans; Training, Kind=Info] energy 1 after 2 steps", messages[0].Message);
        Assert.Equal("KMeans; Training", messages[0].Source);
        Assert.Equal("100 % {sure}", messages[1].RawMessage);
    }

    [Fact]
    public void APipeOfMessagesIsAChannel()
    {
        var context = new MLContext();
        var messages = new List<string>();
        context.Log += (_, e) => messages.Add(e.RawMessage);
        using var pipe = ((IChannelProvider)context).StartPipe<ChannelMessage>("Pipe");
        pipe.Send(new ChannelMessage(ChannelMessageKind.Info, MessageSensitivity.None, "hello"));

        Assert.Equal(["hello"], messages);
    }

    [Fact]
    public void OtherPipesAndProgressStayOutOfTheLog()
    {
        var context = new MLContext();
        var heard = 0;
        context.Log += (_, _) => heard++;
        var host = ((IHostEnvironment)context).Register("host");
        using (var pipe = host.StartPipe<int>("Pipe"))
        using (var progress = host.StartProgressChannel("Progress"))
        {
            pipe.Send(1);
            progress.SetHeader(new ProgressHeader(["energy"], ["epochs"]), entry => entry.SetProgress(0, 1));
            progress.Checkpoint(0.5, 1);
        }

        Assert.Equal(0, heard);
    }

    [Fact]
    public void AnExceptionTellsWhereItWasMarkedLast()
    {
        IHostEnvironment context = new MLContext();
        using var inner = context.Register("inner").Start("phase");
        var error = inner.Process(new InvalidOperationException("x"));

        Assert.Equal(("inner", "phase", 1), (error.Data["Throwing component"], error.Data["Phase"], error.Data["ML_IsMarked"]));
        Assert.Equal("Environment", context.Register("outer").Process(error).Data["Throwing component"]);
    }
}
