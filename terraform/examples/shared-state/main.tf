# Rooms in Valkey, which outlive instances, with alarms by e-mail.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "chat" {
  source = "../.."

  name          = "shared-state"
  allowed_cidrs = ["203.0.113.0/24"]

  shared_state_enabled = true
  alarm_emails         = ["on-call@example.com"]
}

output "url" {
  description = "The chat."
  value       = module.chat.url
}
