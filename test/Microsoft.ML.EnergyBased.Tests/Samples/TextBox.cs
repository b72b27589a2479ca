using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>The room that a recorded text takes on the sheet.</summary>
internal static class TextBox
{
    public static Rect Of(TextShape text)
    {
        (double along, double across) = TextPlacement.Offset(text);
        double width = StrokeFont.Measure(text.Text, text.Style);
        double top = across - (StrokeFont.CapHeight * text.Style.Size);
        double height = (StrokeFont.CapHeight + StrokeFont.Descent) * text.Style.Size;
        return text.Upwards
            ? new Rect(text.Position.X + top, text.Position.Y - along - width, height, width)
            : new Rect(text.Position.X + along, text.Position.Y + top, width, height);
    }
}
