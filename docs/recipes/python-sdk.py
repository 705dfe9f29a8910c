import os

from deepgram import DeepgramClient, DeepgramClientEnvironment
from deepgram.agent.v1.types import AgentV1InjectUserMessage, AgentV1Settings

url = os.environ.get("AGENT_URL", "ws://127.0.0.1:8080")
# The agent's URL is all that changes. The other services stay at Deepgram.
environment = DeepgramClientEnvironment(
    base="https://api.deepgram.com",
    production="wss://api.deepgram.com",
    agent=url,
    agent_rest="https://agent.deepgram.com",  # leave it out before version 7.2
)
client = DeepgramClient(api_key=os.environ.get("CLIENT_TOKEN", "none"), environment=environment)

with client.agent.v1.connect() as agent:
    agent.send_settings(
        AgentV1Settings(
            type="Settings",
            audio={"output": {"encoding": "linear16", "sample_rate": 24000, "container": "none"}},
            agent={
                "think": {
                    "provider": {"type": "open_ai", "model": "gpt-4o-mini"},
                    "prompt": "Answer in one sentence.",
                },
                "speak": {"provider": {"type": "deepgram", "model": "aura-2-thalia-en"}},
            },
        )
    )
    heard = 0
    for message in agent:
        if isinstance(message, bytes):
            heard += len(message)  # the agent's voice
        elif message.type == "SettingsApplied":
            agent.send_inject_user_message(
                AgentV1InjectUserMessage(type="InjectUserMessage", content="What time is it?")
            )
        elif message.type == "ConversationText":
            print(f"{message.role}: {message.content}")
        elif message.type == "AgentAudioDone":
            print(f"heard {heard} bytes")
            break
